import type { TaggedRow } from "../once-tagged.ts";
import type { ShardState } from "./shard.ts";

export type StreamStatus = "CREATING" | "ACTIVE" | "UPDATING" | "DELETING";
export type StreamMode = "PROVISIONED" | "ON_DEMAND";

/** What is stored of a stream, in one row: whatever changes, changes at once. Never changed in place. */
export interface StreamState extends TaggedRow {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly status: StreamStatus;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly settings: StreamSettings;
  /** In creation order; closed ones until their retention has passed. Empty while CREATING. */
  readonly shards: readonly ShardState[];
  /** What becomes true when the present status ends; null when ACTIVE. */
  readonly pending: PendingChange | null;
  /** Epoch milliseconds of the accepted UpdateShardCount and UpdateStreamMode calls of the last day. */
  readonly scaledAt: readonly number[];
  readonly modeSetAt: readonly number[];
  /** The same of StartStreamEncryption and StopStreamEncryption; absent is none. */
  readonly encryptedAt?: readonly number[];
  readonly decryptedAt?: readonly number[];
}

export interface StreamSettings {
  readonly mode: StreamMode;
  /** 24 to 8,760. */
  readonly retentionHours: number;
  /** As the caller wrote it: a key id, an alias or an ARN; null when not encrypted. */
  readonly kmsKeyId: string | null;
  readonly shardLevelMetrics: readonly string[];
  /** 1,024 to 10,240. */
  readonly maxRecordSizeKiB: number;
}

export type PendingChange =
  | { readonly kind: "activate"; readonly shardCount: number }
  | { readonly kind: "split"; readonly shardId: string; readonly newStartingHashKey: string }
  | { readonly kind: "merge"; readonly shardId: string; readonly adjacentShardId: string }
  | { readonly kind: "scale"; readonly shardCount: number }
  | { readonly kind: "set"; readonly settings: Partial<StreamSettings> }
  | { readonly kind: "delete" };

/** Of a stream nobody configured. Rule: Kinesis API reference, CreateStream. */
export const DEFAULT_SETTINGS: StreamSettings = {
  mode: "PROVISIONED",
  retentionHours: 24,
  kmsKeyId: null,
  shardLevelMetrics: [],
  maxRecordSizeKiB: 1024,
};

const HOUR_MS = 3_600_000;

/** Epoch milliseconds; records that arrived before it are past retention. */
export function horizonOf(state: StreamState, nowMs: number): number {
  return nowMs - state.settings.retentionHours * HOUR_MS;
}
