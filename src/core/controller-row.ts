import type { ResourceKey } from "../api/resource.ts";

/** What the controller last saw of its source. */
export interface SourceStatus {
  /** What is watched, in a form that stays the same over restarts and replicas. */
  readonly identity: string;
  /** `missing`: absent, unreadable or empty: deletes nothing. `broken`: some file has errors: deletes nothing. */
  readonly state: "ok" | "missing" | "broken";
  readonly reason?: string;
  /** Of the source last read whole. */
  readonly revision?: string;
  /** ISO 8601: when that revision appeared. */
  readonly revisionSince?: string;
  /** `file:line:column code message`, at most 50. */
  readonly errors: readonly string[];
}

/** Deletes that wait for a person, and why. */
export interface DeletionBlock {
  /** `SourceMissing`, `BrokenFile`, `ListUnknown`, `TooManyDeletes`, `OtherSource`, `InventoryRebuilt` */
  readonly reason: string;
  readonly message: string;
  /** Sorted. */
  readonly keys: readonly ResourceKey[];
  /** SHA-256 (hex) of the keys: what an approval is bound to. */
  readonly digest: string;
  readonly since: string;
  /** Whether `xflowctl approve` lets them go; a missing source has to come back instead. */
  readonly approvable: boolean;
}

/** An environment in which nothing can be done now: no resource there is at fault, and nothing is called there. */
export interface EnvironmentStatus {
  readonly name: string;
  /** CamelCase: `CredentialsExpired`, `CredentialsRefused`, `NoCredentials`, `RoleDenied`, `WrongAccount`, `NoRegion`, `Unreachable`, … */
  readonly reason: string;
  readonly message: string;
  /** ISO 8601 */
  readonly since: string;
}

/** The instance as a whole. Written on change, and once per scan as a heartbeat. */
export interface ControllerRow {
  readonly source: SourceStatus;
  readonly deletionBlock?: DeletionBlock;
  /** Those in which nothing can be done now, by name; absent: all can be worked in. */
  readonly environments?: readonly EnvironmentStatus[];
  /**
   * Absent: what we own is known. `unknown`: the table was empty, and it has not been found again by its tags yet.
   * `rebuilt`: it has, and no scan has ended since. Nothing is deleted meanwhile.
   */
  readonly inventory?: "unknown" | "rebuilt";
  /** ISO 8601: when the last scan ended. */
  readonly lastScanAt?: string;
  readonly scanPeriodMs: number;
  /** Digest of the source identities whose deletes are believed; another source deletes nothing until approved. */
  readonly trustedSource?: string;
  readonly xflowVersion: string;
  readonly epoch: number;
  readonly version: number;
}

/** Who may write. */
export interface LeaseRow {
  /** Unique to a process. */
  readonly holder: string;
  readonly host: string;
  readonly pid: number;
  /** `server` or `configure` */
  readonly command: string;
  /** Counts changes of holder, from 1. */
  readonly epoch: number;
  /** Moves with each renewal. */
  readonly renewals: number;
  readonly acquiredAt: string;
  readonly renewedAt: string;
  readonly leaseMs: number;
  readonly revision?: string;
  readonly revisionSince?: string;
  readonly sourceIdentity?: string;
  readonly xflowVersion: string;
  /** Given back: anybody may take it at once. */
  readonly released: boolean;
}
