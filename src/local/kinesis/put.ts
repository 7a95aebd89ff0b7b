import { AwsError } from "../aws-error.ts";
import type { Call, JsonObject, Operation } from "../service.ts";
import type { KinesisContext } from "./context.ts";
import { hashKeyOf, RING_LAST } from "./hash-ring.ts";
import { blob, listOf, optional, readMembers, structure, text, violation } from "./input.ts";
import { parseSequenceNumber } from "./sequence-number.ts";
import { sizeOf } from "./stored-record.ts";
import type { NewRecord, Stream } from "./stream.ts";
import { findStream, invalidArgument, STREAM_TARGET, streamNotFound } from "./target-stream.ts";

/** PutRecord and PutRecords. Rule: Kinesis API reference for both. */
export function putOperations(context: KinesisContext): Record<string, Operation> {
  return {
    PutRecord: (call) => putRecord(context, call),
    PutRecords: (call) => putRecords(context, call),
  };
}

const ENTRY = {
  Data: blob,
  PartitionKey: text({ min: 1, max: 256 }),
  ExplicitHashKey: optional(text({ pattern: "0|([1-9]\\d{0,38})" })),
};
const PUT_RECORD = { ...STREAM_TARGET, ...ENTRY, SequenceNumberForOrdering: optional(text({})) };
const PUT_RECORDS = { ...STREAM_TARGET, Records: listOf(structure(ENTRY), { min: 1, max: 500 }) };
const REQUEST_BYTES = 10 * 1_048_576;

interface Entry {
  readonly Data: string;
  readonly PartitionKey: string;
  readonly ExplicitHashKey?: string | undefined;
}

async function putRecord(context: KinesisContext, call: Call): Promise<JsonObject> {
  const input = readMembers(call.input, PUT_RECORD);
  const stream = findStream(context, call, input);
  checkSize(stream, input, "data");
  checkOrdering(context, stream, input.SequenceNumberForOrdering);
  const [result] = await putEntries(context, stream, [input]);
  if (result === undefined || "refused" in result) {
    throw new AwsError(THROTTLED, result?.refused ?? "no shard took the record");
  }
  return { ...result, ...encryptionOf(stream) };
}

async function putRecords(context: KinesisContext, call: Call): Promise<JsonObject> {
  const input = readMembers(call.input, PUT_RECORDS);
  const stream = findStream(context, call, input);
  checkRequestSize(input.Records);
  input.Records.forEach((entry, index) => {
    checkSize(stream, entry, `records.${index + 1}.member.data`);
  });
  const results = await putEntries(context, stream, input.Records);
  return {
    FailedRecordCount: results.filter((result) => "refused" in result).length,
    Records: results.map((result) =>
      "refused" in result ? { ErrorCode: THROTTLED, ErrorMessage: result.refused } : result,
    ),
    ...encryptionOf(stream),
  };
}

const THROTTLED = "ProvisionedThroughputExceededException";

type PutResult =
  | { readonly ShardId: string; readonly SequenceNumber: string }
  /** The shard had no room; says why. */
  | { readonly refused: string };

/** What writing needs. */
export type PutContext = Pick<KinesisContext, "accountId" | "clock" | "streams" | "throughput">;

/** @returns one result per entry, in their order */
export async function putEntries(
  context: PutContext,
  stream: Stream,
  entries: readonly Entry[],
): Promise<readonly PutResult[]> {
  const nowMs = context.clock.now();
  const routed = entries.map((entry) => route(context, stream, entry));
  const admitted = routed.map((record) =>
    context.throughput.admitWrite(`${stream.state.arn}/${record.shardId}`, sizeOf(record), nowMs),
  );
  const accepted = routed.filter((_, index) => admitted[index]);
  const numbers = (await stream.append(accepted, nowMs)).values();
  return routed.map(({ shardId }, index) =>
    admitted[index]
      ? { ShardId: shardId, SequenceNumber: numbers.next().value ?? "" }
      : {
          refused: `Rate exceeded for shard ${shardId} in stream ${stream.state.name} under account ${context.accountId}.`,
        },
  );
}

function route(context: PutContext, stream: Stream, entry: Entry): NewRecord {
  const shard = stream.shardFor(ringKeyOf(entry));
  if (shard === undefined) throw streamNotFound(context, stream.state.name);
  return { shardId: shard.shardId, partitionKey: entry.PartitionKey, data: entry.Data };
}

function ringKeyOf({ ExplicitHashKey, PartitionKey }: Entry): bigint {
  if (ExplicitHashKey === undefined) return hashKeyOf(PartitionKey);
  const hashKey = BigInt(ExplicitHashKey);
  if (hashKey <= RING_LAST) return hashKey;
  throw invalidArgument(
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${ExplicitHashKey}`,
  );
}

/** Data and partition key together may be as large as the stream's record size. */
function checkSize(stream: Stream, entry: Entry, path: string): void {
  const limit = stream.state.settings.maxRecordSizeKiB * 1024;
  const bytes = sizeOf({ partitionKey: entry.PartitionKey, data: entry.Data });
  if (bytes <= limit) return;
  throw violation(
    `${bytes} bytes with the partition key`,
    path,
    `have length less than or equal to ${limit}`,
  );
}

function checkRequestSize(entries: readonly Entry[]): void {
  const bytes = entries.reduce(
    (sum, entry) => sum + sizeOf({ partitionKey: entry.PartitionKey, data: entry.Data }),
    0,
  );
  if (bytes > REQUEST_BYTES) {
    throw invalidArgument(
      `Records size exceeds ${REQUEST_BYTES / 1_048_576} MB limit: ${bytes} bytes with the partition keys.`,
    );
  }
}

/** Numbers increase in any case; what is left to do is to refuse a number that cannot have been given out. */
function checkOrdering(context: KinesisContext, stream: Stream, after: string | undefined): void {
  if (after === undefined || parseSequenceNumber(after) !== undefined) return;
  throw invalidArgument(
    `ExclusiveMinimumSequenceNumber ${after} used in PutRecord on stream ${stream.state.name} under account ${context.accountId} is invalid.`,
  );
}

function encryptionOf(stream: Stream): JsonObject {
  return stream.state.settings.kmsKeyId === null ? {} : { EncryptionType: "KMS" };
}
