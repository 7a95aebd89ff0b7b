import { describe, expect, it } from "vitest";
import { CREATING_MS, createKinesisWorld, type KinesisWorld } from "../../../support/kinesis-world.ts";

const STREAM = { StreamName: "s" };

function id(number: number): string {
  return `shardId-${String(number).padStart(12, "0")}`;
}

async function lineage(world: KinesisWorld): Promise<unknown[]> {
  const shards = await world.shards("s");
  return shards.map((shard) => [
    Number(String(shard["ShardId"]).slice(8)),
    shard["ParentShardId"] ?? null,
    shard["AdjacentParentShardId"] ?? null,
    "EndingSequenceNumber" in (shard["SequenceNumberRange"] as object) ? "closed" : "open",
  ]);
}

describe("resharding a stream", () => {
  it("splits when the update ends; until then the old shard takes records", async () => {
    const world = await createKinesisWorld();
    await world.create("s");
    await world.call("SplitShard", { ...STREAM, ShardToSplit: id(0), NewStartingHashKey: "1000" });
    const during = [await lineage(world), (await world.put("s", "k", "x"))["ShardId"]];
    await world.updated();

    expect(during).toEqual([[[0, null, null, "open"]], id(0)]);
    expect(await lineage(world)).toEqual([
      [0, null, null, "closed"],
      [1, id(0), null, "open"],
      [2, id(0), null, "open"],
    ]);
  });

  it("merges two neighbours", async () => {
    const world = await createKinesisWorld();
    await world.create("s", 2);
    await world.call("MergeShards", { ...STREAM, ShardToMerge: id(0), AdjacentShardToMerge: id(1) });
    await world.updated();

    expect(await lineage(world)).toEqual([
      [0, null, null, "closed"],
      [1, null, null, "closed"],
      [2, id(0), id(1), "open"],
    ]);
  });

  it("scales to between half and double the open shards", async () => {
    const world = await createKinesisWorld();
    await world.create("s", 2);
    const scale = (TargetShardCount: number) =>
      world.call("UpdateShardCount", { ...STREAM, TargetShardCount, ScalingType: "UNIFORM_SCALING" });

    await expect(scale(5)).rejects.toMatchObject({
      code: "InvalidArgumentException",
      message:
        "UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 2 Target shard count: 5",
    });
    expect(await scale(4)).toEqual({
      StreamName: "s",
      StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/s",
      CurrentShardCount: 2,
      TargetShardCount: 4,
    });
    await world.updated();
    await expect(scale(1)).rejects.toThrow(/cannot scale down below half/);
    expect(await scale(2)).toMatchObject({ CurrentShardCount: 4, TargetShardCount: 2 });
  });

  it.each([
    { reason: "at the shard's own edge", at: "1" },
    { reason: "at its end", at: String(2n ** 128n - 1n) },
  ])("does not split $reason", async ({ at }) => {
    const world = await createKinesisWorld();
    await world.create("s");
    const split = world.call("SplitShard", { ...STREAM, ShardToSplit: id(0), NewStartingHashKey: at });

    await expect(split).rejects.toMatchObject({
      code: "InvalidArgumentException",
      message: expect.stringContaining("is not both greater than one plus the shard's StartingHashKey 0"),
    });
  });

  it("takes only open shards that are there, and only neighbours to merge", async () => {
    const world = await createKinesisWorld();
    await world.create("s", 3);
    const merge = (one: number, other: number) =>
      world.call("MergeShards", { ...STREAM, ShardToMerge: id(one), AdjacentShardToMerge: id(other) });
    await expect(merge(0, 2)).rejects.toThrow(/are not an adjacent pair of shards eligible for merging/);
    await expect(merge(0, 7)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await merge(0, 1);
    await world.updated();

    await expect(merge(1, 2)).rejects.toMatchObject({ code: "InvalidArgumentException" });
  });

  it("is not for on-demand streams", async () => {
    const world = await createKinesisWorld();
    await world.call("CreateStream", { ...STREAM, StreamModeDetails: { StreamMode: "ON_DEMAND" } });
    await world.clock.advance(CREATING_MS);
    const calls = [
      world.call("UpdateShardCount", { ...STREAM, TargetShardCount: 4, ScalingType: "UNIFORM_SCALING" }),
      world.call("SplitShard", { ...STREAM, ShardToSplit: id(0), NewStartingHashKey: "5" }),
      world.call("MergeShards", { ...STREAM, ShardToMerge: id(0), AdjacentShardToMerge: id(1) }),
    ];

    for (const call of calls) await expect(call).rejects.toMatchObject({ code: "ValidationException" });
  });

  it("forgets closed shards when their retention has passed", async () => {
    const world = await createKinesisWorld();
    await world.create("s", 2);
    await world.call("MergeShards", { ...STREAM, ShardToMerge: id(0), AdjacentShardToMerge: id(1) });
    await world.updated();
    await world.clock.advance(24 * 3_600_000 + 1);

    expect(await lineage(world)).toEqual([[2, id(0), id(1), "open"]]);
  });
});
