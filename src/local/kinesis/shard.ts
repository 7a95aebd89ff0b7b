import type { HashRange } from "./hash-ring.ts";
import { formatSequenceNumber, LAST_INDEX, parseSequenceNumber } from "./sequence-number.ts";

/** What is stored of a shard; its records are kept apart. Never changed in place. */
export interface ShardState {
  readonly shardId: string;
  /** Decimal, both ends inclusive. */
  readonly startingHashKey: string;
  readonly endingHashKey: string;
  readonly startingSequenceNumber: string;
  /** None for a first shard, one after a split, two after a merge. */
  readonly parentShardIds: readonly string[];
  /** Epoch milliseconds. */
  readonly openedAt: number;
  /**
   * The highest sequence number whose record was trimmed, or the shard's start: it keeps numbers
   * increasing after every record of the shard is gone.
   */
  readonly trimmedTo: string;
  /** null while the shard takes records. */
  readonly closed: { readonly atMs: number; readonly endingSequenceNumber: string } | null;
}

export interface NewShard {
  readonly number: number;
  readonly range: HashRange;
  readonly parents: readonly ShardState[];
}

export function openShard(shard: NewShard, nowMs: number): ShardState {
  const start = formatSequenceNumber({
    shardNumber: shard.number,
    shardSeconds: shardSeconds(shard.parents, nowMs),
    index: 0n,
    seconds: Math.floor(nowMs / 1000),
  });
  return {
    shardId: shardIdOf(shard.number),
    startingHashKey: shard.range.first.toString(),
    endingHashKey: shard.range.last.toString(),
    startingSequenceNumber: start,
    parentShardIds: shard.parents.map((parent) => parent.shardId),
    openedAt: nowMs,
    trimmedTo: start,
    closed: null,
  };
}

/** Later than the parents' second, so that a child's numbers are above its parents'. */
function shardSeconds(parents: readonly ShardState[], nowMs: number): number {
  const afterParents = parents.map(
    (parent) => (parseSequenceNumber(parent.startingSequenceNumber)?.shardSeconds ?? 0) + 1,
  );
  return Math.max(Math.floor(nowMs / 1000), ...afterParents);
}

export function closeShard(shard: ShardState, nowMs: number): ShardState {
  const start = parseSequenceNumber(shard.startingSequenceNumber);
  if (start === undefined) throw new TypeError(`${shard.shardId} has no starting sequence number`);
  const end = formatSequenceNumber({ ...start, index: LAST_INDEX, seconds: Math.floor(nowMs / 1000) });
  return { ...shard, closed: { atMs: nowMs, endingSequenceNumber: end } };
}

export function shardIdOf(number: number): string {
  return `shardId-${String(number).padStart(12, "0")}`;
}

export function shardNumberOf(shardId: string): number {
  return Number(shardId.slice("shardId-".length));
}

export function rangeOf(shard: ShardState): HashRange {
  return { first: BigInt(shard.startingHashKey), last: BigInt(shard.endingHashKey) };
}

export function isOpen(shard: ShardState): boolean {
  return shard.closed === null;
}

/** A closed shard is listed as long as a record in it could still be read. */
export function isRetained(shard: ShardState, horizonMs: number): boolean {
  return shard.closed === null || shard.closed.atMs >= horizonMs;
}
