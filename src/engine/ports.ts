import type { DesiredSet } from "../api/desired-set.ts";
import type { PrimitiveKind, Resource, ResourceKey } from "../api/resource.ts";
import type { Clock } from "../core/clock.ts";
import type { ControllerRow, EnvironmentStatus } from "../core/controller-row.ts";
import type { Kind, Target } from "../core/kind.ts";
import type { OperatorRequest } from "../core/operator-request.ts";
import type { ProgressEvent } from "../core/progress.ts";
import type { ResourceEvent } from "../core/resource-event.ts";
import type { Place, ResourceRow } from "../core/resource-row.ts";

/** An account and region with the kinds that reach it. */
export interface BoundTarget {
  readonly target: Target;
  readonly place: Place;
  readonly kinds: Readonly<Record<PrimitiveKind, Kind>>;
}

/** Whether environments can be worked in: their credentials, their account, the way there. */
export interface Reach {
  /** Those in which nothing can be done now, by name. Probing them is not the engine's. */
  down(): readonly EnvironmentStatus[];
  /** Told whenever that has changed; the listener replaces the one before. */
  onChange(listener: () => void): void;
}

/** What the engine needs of the rest of the program. */
export interface EnginePorts {
  readonly clock: Clock;
  /** Makes the places known where the set's resources live, as far as they can be reached now. */
  prepare(set: DesiredSet): Promise<void>;
  /** Absent: everywhere can always be worked. */
  readonly reach?: Reach;
  /**
   * Where the resources of an environment live, once prepared.
   * @throws the reason why it cannot be reached
   */
  targetOf(environment: string): BoundTarget;
  /**
   * Where a row's resource lives, whether or not its environment is still declared.
   * @throws CallError, WrongAccountError
   */
  targetAt(place: Place): Promise<BoundTarget>;
  /**
   * Packs a function's source as it would be deployed and measures it (CodeSha256); undefined: an object in S3
   * that cannot be read.
   * @throws when the source is gone or no longer what was declared
   */
  measureCode(resource: Resource): Promise<string | undefined>;
}

/** Told of what happens, at once and in order. Must not throw. */
export type OnEvent = (event: ProgressEvent) => void;

/** A resource with what it takes to reach it. */
export interface Work {
  readonly resource: Resource;
  readonly kind: Kind;
  readonly target: Target;
  readonly place: Place;
}

export function toWork(resource: Resource, ports: EnginePorts): Work {
  const { target, place, kinds } = ports.targetOf(resource.environment);
  return { resource, kind: kinds[resource.kind], target, place };
}

/** Everything stored of an instance. */
export interface StoredState {
  readonly rows: readonly ResourceRow[];
  readonly controller: ControllerRow | undefined;
}

/** Where status and inventory are kept. All of it may throw StateUnavailableError. */
export interface StateStore {
  load(): Promise<StoredState>;
  /** One row as it stands now. */
  get(key: ResourceKey): Promise<ResourceRow | undefined>;
  /**
   * Writes the row if it is still at `row.version` and of no newer epoch.
   * @returns the row as stored: the lease's epoch, the next version
   * @throws RowConflictError
   */
  put(row: ResourceRow): Promise<ResourceRow>;
  /** @throws RowConflictError; one that is gone already is no error */
  delete(row: ResourceRow): Promise<void>;
  /** As `put`. */
  putController(row: ControllerRow): Promise<ControllerRow>;
  /** Equal events are folded. */
  record(event: ResourceEvent): Promise<void>;
  /** What operators ask, that has not expired. */
  requests(): Promise<readonly OperatorRequest[]>;
}

/** Whether this process is the one that writes. */
export interface WriteGate {
  /** False: no AWS write may begin, since the lease might end before the call does. */
  mayWrite(): boolean;
}

/** One reading of the source. */
export type SourceReading =
  | {
      readonly kind: "snapshot";
      readonly set: DesiredSet;
      /** ISO 8601: when this revision appeared. */
      readonly since: string;
    }
  /** Absent, unreadable or empty. */
  | { readonly kind: "missing"; readonly reason: string };
