import type { Declaration } from "../api/declaration.ts";
import type { Manifest, ManifestKind } from "../api/manifest.ts";
import type { CodeSource, ResourceKey } from "../api/resource.ts";
import type { SeedRegion } from "./environments.ts";

/** Everything declared under PATH; seed flow files already rewritten as manifests. */
export interface ExpandInput {
  readonly manifests: readonly Declaration<Manifest>[];
  /** Those among `manifests` that came from a seed flow file. */
  readonly fromSeeds: ReadonlySet<Declaration<Manifest>>;
  readonly seedRegions: readonly SeedRegion[];
  /** Epoch milliseconds; runtimes retire by date. */
  readonly nowMs: number;
  /** Declarations nobody could read. */
  readonly broken: readonly { readonly file: string; readonly kind?: ManifestKind; readonly name?: string }[];
  /** Undefined: the source has a problem, reported elsewhere. */
  codeOf(declaration: Declaration<Manifest>): CodeSource | undefined;
  trackerCode(settings: Readonly<Record<string, string>>): CodeSource;
  /** The file a resource was applied from; of conflicting declarations that one stays. */
  appliedFrom(key: ResourceKey): string | undefined;
}
