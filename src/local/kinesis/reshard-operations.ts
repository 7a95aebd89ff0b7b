import type { Call, JsonObject, Operation } from "../service.ts";
import type { KinesisContext } from "./context.ts";
import { integer, oneOf, readMembers, text, validationError } from "./input.ts";
import { isOpen, rangeOf, type ShardState } from "./shard.ts";
import type { Stream } from "./stream.ts";
import { withinDay } from "./stream-limits.ts";
import type { PendingChange, StreamState } from "./stream-state.ts";
import {
  findActiveStream,
  invalidArgument,
  STREAM_TARGET,
  shardIdText,
  shardNotFound,
} from "./target-stream.ts";

/**
 * SplitShard, MergeShards and UpdateShardCount: the stream is UPDATING, its old shards go on taking
 * records, and the new ones replace them when it is ACTIVE again.
 * Rule: Kinesis API reference for each; none of them in on-demand mode.
 */
export function reshardOperations(context: KinesisContext): Record<string, Operation> {
  return {
    SplitShard: (call) => split(context, call),
    MergeShards: (call) => merge(context, call),
    UpdateShardCount: (call) => updateShardCount(context, call),
  };
}

const SPLIT_SHARD = {
  ...STREAM_TARGET,
  ShardToSplit: shardIdText,
  NewStartingHashKey: text({ pattern: "0|([1-9]\\d{0,38})" }),
};
const MERGE_SHARDS = { ...STREAM_TARGET, ShardToMerge: shardIdText, AdjacentShardToMerge: shardIdText };
const UPDATE_SHARD_COUNT = {
  ...STREAM_TARGET,
  TargetShardCount: integer(1, 10_000),
  ScalingType: oneOf(["UNIFORM_SCALING"]),
};

async function split(context: KinesisContext, call: Call): Promise<undefined> {
  const input = readMembers(call.input, SPLIT_SHARD);
  const stream = findProvisioned(context, call, input);
  const parent = openShardOf(context, stream, input.ShardToSplit);
  const at = BigInt(input.NewStartingHashKey);
  const { first, last } = rangeOf(parent);
  if (at <= first + 1n || at >= last) {
    throw invalidArgument(
      `NewStartingHashKey ${at} used in SplitShard() on shard ${parent.shardId} in stream ${stream.state.name} under account ${context.accountId} is not both greater than one plus the shard's StartingHashKey ${first} and less than the shard's EndingHashKey ${last}.`,
    );
  }
  checkShards(context, stream.state, 1);
  await update(context, stream, {
    kind: "split",
    shardId: parent.shardId,
    newStartingHashKey: input.NewStartingHashKey,
  });
  return undefined;
}

async function merge(context: KinesisContext, call: Call): Promise<undefined> {
  const input = readMembers(call.input, MERGE_SHARDS);
  const stream = findProvisioned(context, call, input);
  const one = rangeOf(openShardOf(context, stream, input.ShardToMerge));
  const other = rangeOf(openShardOf(context, stream, input.AdjacentShardToMerge));
  if (one.last + 1n !== other.first && other.last + 1n !== one.first) {
    throw invalidArgument(
      `Shards ${input.ShardToMerge} and ${input.AdjacentShardToMerge} in stream ${stream.state.name} under account ${context.accountId} are not an adjacent pair of shards eligible for merging`,
    );
  }
  const adjacentShardId = input.AdjacentShardToMerge;
  await update(context, stream, { kind: "merge", shardId: input.ShardToMerge, adjacentShardId });
  return undefined;
}

async function updateShardCount(context: KinesisContext, call: Call): Promise<JsonObject> {
  const input = readMembers(call.input, UPDATE_SHARD_COUNT);
  const stream = findProvisioned(context, call, input);
  const target = input.TargetShardCount;
  const current = stream.state.shards.filter(isOpen).length;
  checkTarget(current, target);
  const nowMs = context.clock.now();
  context.streamLimits.checkScaling(stream.state, nowMs);
  checkShards(context, stream.state, Math.max(0, target - current));
  const scaledAt = withinDay(stream.state.scaledAt, nowMs);
  await update(context, stream, { kind: "scale", shardCount: target }, { scaledAt });
  const { name, arn } = stream.state;
  return { StreamName: name, StreamARN: arn, CurrentShardCount: current, TargetShardCount: target };
}

function checkTarget(current: number, target: number): void {
  const counts = `Current open shard count: ${current} Target shard count: ${target}`;
  if (target > current * 2) {
    throw invalidArgument(
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    );
  }
  if (target < current / 2) {
    throw invalidArgument(
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    );
  }
}

function checkShards(context: KinesisContext, { region }: StreamState, added: number): void {
  context.streamLimits.checkShards(context.streams.statesIn(region), added, region);
}

async function update(
  context: KinesisContext,
  stream: Stream,
  pending: PendingChange,
  also: Partial<StreamState> = {},
): Promise<void> {
  await context.transitions.begin(stream, { ...stream.state, ...also, status: "UPDATING", pending });
}

function findProvisioned(
  context: KinesisContext,
  call: Call,
  target: Parameters<typeof findActiveStream>[2],
): Stream {
  const stream = findActiveStream(context, call, target);
  const { name, settings } = stream.state;
  if (settings.mode === "PROVISIONED") return stream;
  throw validationError(
    `Request is invalid. Stream ${name} under account ${context.accountId} is in On-Demand mode.`,
  );
}

function openShardOf(context: KinesisContext, stream: Stream, id: string): ShardState {
  const { name } = stream.state;
  const shard = stream.shards(context.clock.now()).find((candidate) => candidate.shardId === id);
  if (shard === undefined) throw shardNotFound(context, name, id);
  if (isOpen(shard)) return shard;
  throw invalidArgument(`Shard ${id} in stream ${name} under account ${context.accountId} is closed.`);
}
