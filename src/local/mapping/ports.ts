/**
 * What an event source mapping needs of its neighbours. Kinesis, Lambda and the failure destinations
 * implement these; tests implement them on virtual time.
 */

import type { AwsError } from "../aws-error.ts";

/** One record as Kinesis stores it. */
export interface StreamRecord {
  /** Decimal, increasing within a shard; compare as BigInt. */
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
}

export interface ShardView {
  readonly shardId: string;
  /** Empty for a first-generation shard; two after a merge. */
  readonly parentShardIds: readonly string[];
  /** A closed shard takes no more records. */
  readonly closed: boolean;
}

export type ShardPosition =
  | { readonly kind: "TRIM_HORIZON" }
  | { readonly kind: "LATEST" }
  | { readonly kind: "AT_TIMESTAMP"; readonly timestampMs: number }
  | { readonly kind: "AFTER_SEQUENCE_NUMBER"; readonly sequenceNumber: string };

export interface ShardRead {
  /** Oldest first; retention has been applied. */
  readonly records: readonly StreamRecord[];
  /** Where the next read starts. */
  readonly next: ShardPosition;
  /** True when the shard is closed and holds nothing after `records`. */
  readonly ended: boolean;
}

export interface StreamReader {
  /** Whether it exists and is neither CREATING nor DELETING: a mapping can only be made then. */
  isReady(streamArn: string): boolean;
  /** @returns undefined when there is no such stream; shards in creation order, closed ones within retention too */
  shards(streamArn: string): readonly ShardView[] | undefined;
  read(streamArn: string, shardId: string, from: ShardPosition, limit: number): ShardRead;
  /** Calls `wake` soon after records arrive or shards change. @returns a function that stops it */
  subscribe(streamArn: string, wake: () => void): () => void;
}

export type InvokeOutcome =
  /** The function answered. */
  | {
      readonly kind: "returned";
      readonly payload: string;
      readonly requestId: string;
      readonly version: string;
    }
  /** The function threw, timed out or died: `X-Amz-Function-Error`. */
  | {
      readonly kind: "failed";
      readonly payload: string;
      readonly functionError: string;
      readonly requestId: string;
      readonly version: string;
    }
  /** It was not run: throttled, missing, still Pending. Does not count as an attempt. */
  | { readonly kind: "rejected"; readonly code: string; readonly message: string };

export interface FunctionInvoker {
  /** Never rejects for anything that happens inside the function. @throws the signal's reason when aborted */
  invoke(functionArn: string, payload: string, signal: AbortSignal): Promise<InvokeOutcome>;
  /** @returns the execution role of an existing function (the record's `invokeIdentityArn`) */
  roleOf(functionArn: string): string | undefined;
}

/** IAM, for the role that reads a stream on a function's behalf. */
export interface StreamAccess {
  /** What keeps Lambda from reading the stream with this role, in its own words; undefined when nothing does. */
  problem(roleArn: string, streamArn: string): AwsError | undefined;
  /** Whether the role may read the stream; always, unless permissions are enforced. */
  mayRead(roleArn: string, streamArn: string): boolean;
  /** Whether the role may deliver to a failure destination; always, unless permissions are enforced. */
  maySend(roleArn: string, destinationArn: string): boolean;
}

/** SQS, SNS or S3, by ARN. */
export interface FailureDestination {
  /** @returns false when nothing of that ARN exists */
  exists(destinationArn: string): boolean;
  /** @param payload the records themselves, for S3 only; SQS and SNS get the metadata alone */
  send(destinationArn: string, message: FailureMessage): Promise<void>;
}

export interface FailureMessage {
  /** The metadata document, without `payload`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The batch as the function received it, i.e. `{"Records": […]}` */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly mappingUuid: string;
  readonly shardId: string;
}
