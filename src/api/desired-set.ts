import type { Diagnostic } from "./diagnostic.ts";
import type { Resource, ResourceKey, SourceLocation } from "./resource.ts";

/** Everything one revision of the source asks for. Pure data. */
export interface DesiredSet {
  /** The git-sync hash, else a digest of the contents. */
  readonly revision: string;
  readonly environments: ReadonlyMap<string, Environment>;
  /** In key order. */
  readonly resources: ReadonlyMap<ResourceKey, Resource>;
  readonly workflows: readonly Workflow[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Which account and region a folder of manifests is meant for. */
export interface Environment {
  /** `default` when no Environment manifest governs the folder. */
  readonly name: string;
  /** Absent: the SDK's chain decides (`AWS_REGION`, profile). */
  readonly region?: string;
  /** A guard: nothing is called in any other account. */
  readonly accountId?: string;
  readonly assumeRoleArn?: string;
  /** Put before every AWS name, and injected as `XFLOW_STREAM_PREFIX`; "" for none. */
  readonly namePrefix: string;
}

/** A tracked flow of events; a composite, whose status is that of its children. */
export interface Workflow {
  readonly environment: string;
  readonly id: string;
  /** Events in order. */
  readonly flow: readonly string[];
  /** For each event of the flow, the functions subscribed to it, without the tracker; in declaration order. */
  readonly subscribers: Readonly<Record<string, readonly string[]>>;
  /** `/xFlow/track/<id>` with the name prefix in front of the id. */
  readonly logGroup: string;
  readonly resources: readonly ResourceKey[];
  readonly source: SourceLocation;
}
