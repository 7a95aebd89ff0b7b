import type { Policy } from "../api/policy.ts";
import type { PrimitiveKind, ResourceKey } from "../api/resource.ts";
import type { Condition } from "./condition.ts";
import type { Identity } from "./kind.ts";
import type { JsonValue } from "./plan.ts";

/** Moves when a field of a row changes its meaning; older rows are then read as such. */
export const rowSchemaVersion = 1;

/** Where a resource lives, kept because its Environment may be gone when it is to be deleted. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly assumeRoleArn?: string;
}

/** A field of AWS that is not what was last applied. */
export interface DriftedField {
  /** In the manifest's words; `(resource)` when all of it is gone. */
  readonly path: string;
  /** Absent: not set, or sensitive. */
  readonly was?: JsonValue;
  readonly is?: JsonValue;
  /** Values that are told as "changed" only. */
  readonly sensitive?: true;
  /** ISO 8601: when it was first seen. */
  readonly since: string;
}

/**
 * | state    | AWS holds it | meaning                                                        |
 * |----------|--------------|----------------------------------------------------------------|
 * | intent   | perhaps      | about to be created; written before the call                   |
 * | present  | yes          | created or adopted, and wanted; or kept, until it may be deleted |
 * | deleting | perhaps      | no longer wanted, its deletion has begun                       |
 * | released | yes          | no longer wanted and kept by policy: not ours to change any more |
 */
export type RowState = "intent" | "present" | "deleting" | "released";

/** What the controller knows of one resource: status and inventory in one. JSON; holds no secrets. */
export interface ResourceRow {
  readonly key: ResourceKey;
  readonly kind: PrimitiveKind;
  readonly name: string;
  readonly environment: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: RowState;
  /** Counts the specs wanted so far, from 1. */
  readonly generation: number;
  /** The generation that the conditions speak of. */
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
  readonly awsName: string;
  readonly arn?: string;
  /** How it is found again without its declaration. */
  readonly identity: Identity;
  readonly place: Place;
  /** Of the spec last applied whole; absent: none was. */
  readonly specHash?: string;
  /** Of the spec wanted now: what `generation` counts. */
  readonly desiredHash: string;
  /** Functions: of the source last deployed. */
  readonly sourceDigest?: string;
  /** Functions: what Lambda answered for that source. */
  readonly codeSha256?: string;
  /** Of the rule by which hashes are made: hashes of another version say nothing. */
  readonly hashVersion: number;
  /** Tags that we wrote and may therefore remove. */
  readonly managedTagKeys: readonly string[];
  /** Optional fields that were declared when last applied, and are reset when they leave the spec. */
  readonly managedFields: readonly string[];
  /** Taken over rather than created. */
  readonly adopted: boolean;
  /** As last declared: it outlives the declaration. */
  readonly policy: Policy;
  /** Keys it needs: they are deleted after it. */
  readonly dependsOn: readonly ResourceKey[];
  /** Who declared it: files and composites. */
  readonly owners: readonly string[];
  readonly source: { readonly file: string; readonly line: number };
  readonly lastAttemptedRevision: string;
  readonly lastAppliedRevision?: string;
  readonly drift: readonly DriftedField[];
  /** When each field was corrected of late, ISO 8601, oldest first: fights are noticed by it. */
  readonly corrections: readonly { readonly path: string; readonly at: string }[];
  /** Token of the last `reconcile` request answered. */
  readonly lastHandledRequest?: string;
  readonly counters: {
    readonly reconciles: number;
    readonly failures: number;
    readonly driftCorrected: number;
  };
  readonly updatedAt: string;
  /** Of the lease under which it was written; rows of a newer epoch are never overwritten by an older. */
  readonly epoch: number;
  /** Counts the writes of this row, from 1; 0: not stored yet. */
  readonly version: number;
  readonly schemaVersion: number;
}
