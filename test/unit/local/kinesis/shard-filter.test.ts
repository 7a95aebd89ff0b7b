import { describe, expect, it } from "vitest";
import { firstShards, splitShard } from "../../../../src/local/kinesis/reshard.ts";
import { filterShards, type ShardFilter, shardFilter } from "../../../../src/local/kinesis/shard-filter.ts";

/** Shards 0 and 1 from time 1,000 on; 0 becomes 2 and 3 at 5,000. */
const SHARDS = splitShard(
  firstShards(2, 1000),
  { shardId: "shardId-000000000000", newStartingHashKey: 100n },
  5000,
);

function ids(filter: ShardFilter, horizonMs = 0): readonly number[] {
  return filterShards(SHARDS, filter, horizonMs).map(({ shardId }) => Number(shardId.slice(8)));
}

function filter(members: Record<string, unknown>): ShardFilter {
  return shardFilter(members, "shardFilter");
}

describe("shard filter", () => {
  it.each([
    { members: { Type: "FROM_TRIM_HORIZON" }, gives: [0, 1, 2, 3] },
    { members: { Type: "AT_TRIM_HORIZON" }, gives: [0, 1] },
    { members: { Type: "AT_LATEST" }, gives: [1, 2, 3] },
    { members: { Type: "AFTER_SHARD_ID", ShardId: "shardId-000000000001" }, gives: [2, 3] },
    { members: { Type: "AT_TIMESTAMP", Timestamp: 3 }, gives: [0, 1] },
    { members: { Type: "AT_TIMESTAMP", Timestamp: 6 }, gives: [1, 2, 3] },
    { members: { Type: "FROM_TIMESTAMP", Timestamp: 3 }, gives: [0, 1, 2, 3] },
    { members: { Type: "FROM_TIMESTAMP", Timestamp: 6 }, gives: [1, 2, 3] },
  ])("lets $gives through for $members", ({ members, gives }) => {
    expect(ids(filter(members))).toEqual(gives);
  });

  it("takes the trim horizon from retention once that is later than the first shard", () => {
    expect(ids(filter({ Type: "AT_TRIM_HORIZON" }), 6000)).toEqual([1, 2, 3]);
  });

  it.each(["AT_TIMESTAMP", "FROM_TIMESTAMP", "AFTER_SHARD_ID"])("of type %s needs its argument", (Type) => {
    expect(() => ids(filter({ Type }))).toThrow(
      expect.objectContaining({ code: "InvalidArgumentException" }),
    );
  });
});
