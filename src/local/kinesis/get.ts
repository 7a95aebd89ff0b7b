import { AwsError } from "../aws-error.ts";
import type { Call, JsonObject, Operation } from "../service.ts";
import type { KinesisContext } from "./context.ts";
import { integer, oneOf, optional, readMembers, text, timestamp } from "./input.ts";
import { positionAfter } from "./position.ts";
import type { ShardState } from "./shard.ts";
import { decodeShardIterator, encodeShardIterator, type ShardIterator } from "./shard-iterator.ts";
import type { LogRead } from "./shard-log.ts";
import { startingPosition } from "./starting-position.ts";
import { type StoredRecord, sizeOf } from "./stored-record.ts";
import type { Stream } from "./stream.ts";
import {
  findStream,
  invalidArgument,
  STREAM_TARGET,
  shardIdText,
  shardNotFound,
  streamArn,
} from "./target-stream.ts";

/** GetShardIterator and GetRecords. Rule: Kinesis API reference for both. */
export function getOperations(context: KinesisContext): Record<string, Operation> {
  return {
    GetShardIterator: (call) => getShardIterator(context, call),
    GetRecords: (call) => getRecords(context, call),
  };
}

const GET_SHARD_ITERATOR = {
  ...STREAM_TARGET,
  ShardId: shardIdText,
  ShardIteratorType: oneOf([
    "AFTER_SEQUENCE_NUMBER",
    "LATEST",
    "AT_TIMESTAMP",
    "AT_SEQUENCE_NUMBER",
    "TRIM_HORIZON",
  ]),
  StartingSequenceNumber: optional(text({})),
  Timestamp: optional(timestamp),
};
const GET_RECORDS = {
  ShardIterator: text({ min: 1, max: 512 }),
  Limit: optional(integer(1, 10_000)),
  StreamARN: optional(streamArn),
};
const ANSWER_BYTES = 10 * 1_048_576;

function getShardIterator(context: KinesisContext, call: Call): JsonObject {
  const input = readMembers(call.input, GET_SHARD_ITERATOR);
  const { state, ...found } = shardOf(context, findStream(context, call, input), input.ShardId);
  const nowMs = context.clock.now();
  const asked = startingPosition(input, {
    shard: found.shard,
    stream: state,
    nowMs,
    accountId: context.accountId,
  });
  const iterator: ShardIterator = {
    streamName: state.name,
    streamCreatedAt: state.createdAt,
    shardId: input.ShardId,
    position: positionAfter(asked, [], found.last),
  };
  return { ShardIterator: encodeShardIterator(iterator, nowMs) };
}

function getRecords(context: KinesisContext, call: Call): JsonObject {
  const input = readMembers(call.input, GET_RECORDS);
  const nowMs = context.clock.now();
  const iterator = decodeShardIterator(input.ShardIterator, nowMs);
  const stream = streamOf(context, call, { iterator, StreamARN: input.StreamARN });
  const found = shardOf(context, stream, iterator.shardId);
  const read = readShard(context, stream, { iterator, limit: input.Limit ?? 10_000, nowMs });
  const position = positionAfter(iterator.position, read.records, found.last);
  const ended = found.shard.closed !== null && read.drained;
  return {
    Records: read.records.map(toRecord),
    ...(ended
      ? { ChildShards: childrenOf(stream, iterator.shardId) }
      : { NextShardIterator: encodeShardIterator({ ...iterator, position }, nowMs) }),
    MillisBehindLatest: millisBehind(read, nowMs),
  };
}

function shardOf(context: KinesisContext, stream: Stream, id: string) {
  const shard = stream.shards(context.clock.now()).find((candidate) => candidate.shardId === id);
  const last = stream.lastOf(id);
  if (shard === undefined || last === undefined) throw shardNotFound(context, stream.state.name, id);
  return { shard, last, state: stream.state };
}

interface IteratorTarget {
  readonly iterator: ShardIterator;
  readonly StreamARN: string | undefined;
}

function streamOf(context: KinesisContext, call: Call, { iterator, StreamARN }: IteratorTarget): Stream {
  const stream = findStream(context, call, { StreamName: iterator.streamName, StreamARN });
  if (stream.state.createdAt === iterator.streamCreatedAt) return stream;
  throw invalidArgument("Invalid ShardIterator.");
}

interface ShardReading {
  readonly iterator: ShardIterator;
  readonly limit: number;
  readonly nowMs: number;
}

function readShard(context: KinesisContext, stream: Stream, reading: ShardReading): LogRead {
  const { iterator, limit, nowMs } = reading;
  const { name, arn } = stream.state;
  const shardKey = `${arn}/${iterator.shardId}`;
  if (!context.throughput.admitRead(shardKey, nowMs)) {
    throw new AwsError(
      "ProvisionedThroughputExceededException",
      `Rate exceeded for shard ${iterator.shardId} in stream ${name} under account ${context.accountId}.`,
    );
  }
  const bounds = { nowMs, records: limit, bytes: ANSWER_BYTES };
  const read = stream.read(iterator.shardId, iterator.position, bounds);
  if (read === undefined) throw shardNotFound(context, name, iterator.shardId);
  const bytes = read.records.reduce((sum, record) => sum + sizeOf(record), 0);
  context.throughput.countRead(shardKey, bytes, nowMs);
  return read;
}

function toRecord(record: StoredRecord): JsonObject {
  return {
    SequenceNumber: record.sequenceNumber,
    ApproximateArrivalTimestamp: record.arrivedAt / 1000,
    Data: record.data,
    PartitionKey: record.partitionKey,
    ...(record.encryption === undefined ? {} : { EncryptionType: record.encryption }),
  };
}

function childrenOf(stream: Stream, parentId: string): JsonObject[] {
  return stream.state.shards
    .filter((shard) => shard.parentShardIds.includes(parentId))
    .map((child: ShardState) => ({
      ShardId: child.shardId,
      ParentShards: child.parentShardIds,
      HashKeyRange: { StartingHashKey: child.startingHashKey, EndingHashKey: child.endingHashKey },
    }));
}

/** 0 at the tip. Behind it, the age of the newest record given, and never 0. */
function millisBehind(read: LogRead, nowMs: number): number {
  const newest = read.records.at(-1);
  return read.more && newest !== undefined ? Math.max(1, nowMs - newest.arrivedAt) : 0;
}
