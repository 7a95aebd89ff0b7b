import { evenRanges, type HashRange } from "./hash-ring.ts";
import {
  closeShard,
  isOpen,
  type NewShard,
  openShard,
  rangeOf,
  type ShardState,
  shardNumberOf,
} from "./shard.ts";

/**
 * Changes to a stream's shards. Every function takes all its shards in creation order and returns the new
 * list; the open ones cover the hash ring exactly before and after, and a child names its parents.
 */
export type Shards = readonly ShardState[];

export function firstShards(count: number, nowMs: number): Shards {
  return evenRanges(count).map((range, number) => openShard({ number, range, parents: [] }, nowMs));
}

export interface Split {
  readonly shardId: string;
  /** Where the second child starts: above the shard's first hash key, and at most its last. */
  readonly newStartingHashKey: bigint;
}

/** @throws RangeError when the shard is not open or does not hold the key */
export function splitShard(shards: Shards, split: Split, nowMs: number): Shards {
  const parent = openOne(shards, split.shardId);
  const { first, last } = rangeOf(parent);
  const at = split.newStartingHashKey;
  if (at <= first || at > last) throw new RangeError(`${split.shardId} cannot be split at ${at}`);
  const halves = [
    { first, last: at - 1n },
    { first: at, last },
  ];
  return replaceParents(shards, [parent], halves, nowMs);
}

export interface Merge {
  readonly shardId: string;
  readonly adjacentShardId: string;
}

/** @throws RangeError when the shards are not open neighbours */
export function mergeShards(shards: Shards, merge: Merge, nowMs: number): Shards {
  const parents = [openOne(shards, merge.shardId), openOne(shards, merge.adjacentShardId)];
  const ranges = parents.map(rangeOf).sort((a, b) => (a.first < b.first ? -1 : 1));
  const [lower, upper] = ranges;
  if (lower === undefined || upper === undefined || lower.last + 1n !== upper.first) {
    throw new RangeError(`${merge.shardId} and ${merge.adjacentShardId} are not neighbours`);
  }
  return replaceParents(shards, parents, [{ first: lower.first, last: upper.last }], nowMs);
}

/**
 * Ends with `count` open shards of equal size, by splits and merges of two, so that shards which exist only
 * for a moment may stay behind, closed and empty.
 * Rule: Kinesis API reference, UpdateShardCount, UNIFORM_SCALING.
 */
export function scaleUniformly(shards: Shards, count: number, nowMs: number): Shards {
  const starts = evenRanges(count).map((range) => range.first);
  const split = starts.reduce((current, start) => splitAt(current, start, nowMs), shards);
  const wanted = new Set(starts);
  const unwanted = openByHashKey(split).filter((shard) => !wanted.has(rangeOf(shard).first));
  return unwanted.reduce((current, shard) => mergeIntoLower(current, rangeOf(shard).first, nowMs), split);
}

/** Makes one open shard start at a hash key. */
function splitAt(shards: Shards, start: bigint, nowMs: number): Shards {
  const holder = shards.find((shard) => isOpen(shard) && holds(rangeOf(shard), start));
  if (holder === undefined || rangeOf(holder).first === start) return shards;
  return splitShard(shards, { shardId: holder.shardId, newStartingHashKey: start }, nowMs);
}

/** Merges the open shard that starts at a hash key into the one below it. */
function mergeIntoLower(shards: Shards, start: bigint, nowMs: number): Shards {
  const open = shards.filter(isOpen);
  const lower = open.find((shard) => rangeOf(shard).last === start - 1n);
  const upper = open.find((shard) => rangeOf(shard).first === start);
  if (lower === undefined || upper === undefined) return shards;
  return mergeShards(shards, { shardId: lower.shardId, adjacentShardId: upper.shardId }, nowMs);
}

function holds(range: HashRange, hashKey: bigint): boolean {
  return range.first <= hashKey && hashKey <= range.last;
}

function openByHashKey(shards: Shards): ShardState[] {
  return shards.filter(isOpen).sort((a, b) => (rangeOf(a).first < rangeOf(b).first ? -1 : 1));
}

function openOne(shards: Shards, shardId: string): ShardState {
  const shard = shards.find((candidate) => candidate.shardId === shardId);
  if (shard === undefined || !isOpen(shard)) throw new RangeError(`${shardId} is not open`);
  return shard;
}

function replaceParents(
  shards: Shards,
  parents: readonly ShardState[],
  ranges: readonly HashRange[],
  nowMs: number,
): Shards {
  const next = Math.max(...shards.map((shard) => shardNumberOf(shard.shardId))) + 1;
  const children = ranges.map((range, index): NewShard => ({ number: next + index, range, parents }));
  return [
    ...shards.map((shard) => (parents.includes(shard) ? closeShard(shard, nowMs) : shard)),
    ...children.map((child) => openShard(child, nowMs)),
  ];
}
