import { describe, expect, it } from "vitest";
import { evenRanges } from "../../../../src/local/kinesis/hash-ring.ts";
import {
  firstShards,
  mergeShards,
  type Shards,
  scaleUniformly,
  splitShard,
} from "../../../../src/local/kinesis/reshard.ts";
import { isOpen, rangeOf } from "../../../../src/local/kinesis/shard.ts";

const NOW = Date.UTC(2026, 0, 1);

function id(number: number): string {
  return `shardId-${String(number).padStart(12, "0")}`;
}

function lineage(shards: Shards): unknown[] {
  return shards.map(({ shardId, parentShardIds, closed }) => [
    Number(shardId.slice(8)),
    parentShardIds.map((parent) => Number(parent.slice(8))),
    closed === null ? "open" : "closed",
  ]);
}

function openRanges(shards: Shards) {
  return shards
    .filter(isOpen)
    .map(rangeOf)
    .sort((a, b) => (a.first < b.first ? -1 : 1));
}

describe("resharding", () => {
  it("closes a split shard and opens two children", () => {
    const shards = splitShard(firstShards(1, NOW), { shardId: id(0), newStartingHashKey: 1000n }, NOW + 5000);

    expect(lineage(shards)).toEqual([
      [0, [], "closed"],
      [1, [0], "open"],
      [2, [0], "open"],
    ]);
    expect(openRanges(shards).map(({ first }) => first)).toEqual([0n, 1000n]);
  });

  it("joins neighbours in either order, naming both parents", () => {
    const shards = mergeShards(firstShards(2, NOW), { shardId: id(1), adjacentShardId: id(0) }, NOW);

    expect(lineage(shards)).toEqual([
      [0, [], "closed"],
      [1, [], "closed"],
      [2, [1, 0], "open"],
    ]);
    expect(openRanges(shards)).toEqual(evenRanges(1));
  });

  it("refuses shards that are not neighbours, are closed, or do not hold the key", () => {
    const shards = firstShards(3, NOW);
    const split = splitShard(shards, { shardId: id(0), newStartingHashKey: 5n }, NOW);

    expect(() => mergeShards(shards, { shardId: id(0), adjacentShardId: id(2) }, NOW)).toThrow(RangeError);
    expect(() => splitShard(split, { shardId: id(0), newStartingHashKey: 3n }, NOW)).toThrow(RangeError);
    expect(() => splitShard(shards, { shardId: id(1), newStartingHashKey: 5n }, NOW)).toThrow(RangeError);
  });

  it.each([
    { from: 1, to: 2 },
    { from: 2, to: 4 },
    { from: 4, to: 2 },
    { from: 2, to: 3 },
    { from: 5, to: 3 },
    { from: 7, to: 13 },
    { from: 3, to: 3 },
  ])("scales from $from to $to even shards", ({ from, to }) => {
    const shards = scaleUniformly(firstShards(from, NOW), to, NOW + 1000);

    expect(openRanges(shards)).toEqual(evenRanges(to));
  });

  it("doubles by splitting alone and halves by merging alone", () => {
    const doubled = scaleUniformly(firstShards(2, NOW), 4, NOW);

    expect(lineage(doubled)).toEqual([
      [0, [], "closed"],
      [1, [], "closed"],
      [2, [0], "open"],
      [3, [0], "open"],
      [4, [1], "open"],
      [5, [1], "open"],
    ]);
    expect(lineage(scaleUniformly(firstShards(2, NOW), 1, NOW))).toEqual([
      [0, [], "closed"],
      [1, [], "closed"],
      [2, [0, 1], "open"],
    ]);
  });

  it("gives a child sequence numbers above its parents', within one millisecond too", () => {
    const shards = scaleUniformly(firstShards(2, NOW), 3, NOW);
    const byId = new Map(shards.map((shard) => [shard.shardId, shard]));

    for (const shard of shards) {
      for (const parentId of shard.parentShardIds) {
        const end = byId.get(parentId)?.closed?.endingSequenceNumber ?? "~";
        expect(shard.startingSequenceNumber > end).toBe(true);
      }
    }
  });
});
