import { describe, expect, it } from "vitest";
import { createKinesisWorld, listOf } from "../../../support/kinesis-world.ts";

const EXPIRED = { code: "ExpiredNextTokenException" };

async function manyStreams(count: number) {
  const world = await createKinesisWorld();
  const names = Array.from({ length: count }, (_, index) => `s${String(index).padStart(3, "0")}`);
  await Promise.all(names.map((StreamName) => world.call("CreateStream", { StreamName, ShardCount: 1 })));
  return { world, names };
}

describe("ListStreams", () => {
  it("gives at most 100 a page, with summaries and a token for the rest", async () => {
    const { world, names } = await manyStreams(103);
    const first = await world.call("ListStreams", { Limit: 1000 });
    const second = await world.call("ListStreams", { NextToken: first["NextToken"] });

    expect(first).toMatchObject({ StreamNames: names.slice(0, 100), HasMoreStreams: true });
    expect(listOf(first["StreamSummaries"])[7]).toEqual({
      StreamName: "s007",
      StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/s007",
      StreamStatus: "CREATING",
      StreamModeDetails: { StreamMode: "PROVISIONED" },
      StreamCreationTimestamp: Date.UTC(2026, 0, 1) / 1000,
    });
    expect(second).toMatchObject({ StreamNames: names.slice(100), HasMoreStreams: false });
    expect(second).not.toHaveProperty("NextToken");
  });

  it("starts after a name", async () => {
    const { world, names } = await manyStreams(5);
    const page = await world.call("ListStreams", { ExclusiveStartStreamName: "s001", Limit: 2 });

    expect(page).toMatchObject({ StreamNames: names.slice(2, 4), HasMoreStreams: true });
  });

  it("refuses a token that is old or made up", async () => {
    const { world } = await manyStreams(2);
    const { NextToken } = await world.call("ListStreams", { Limit: 1 });
    await world.clock.advance(300_001);

    await expect(world.call("ListStreams", { NextToken })).rejects.toMatchObject(EXPIRED);
    await expect(world.call("ListStreams", { NextToken: "made up" })).rejects.toMatchObject({
      code: "InvalidArgumentException",
    });
  });
});

describe("ListShards", () => {
  const ids = (page: Record<string, unknown>) =>
    listOf(page["Shards"]).map(({ ShardId }) => String(ShardId).slice(-2));

  it("pages, its token standing for the stream and the filter", async () => {
    const world = await createKinesisWorld();
    await world.create("s", 5);
    const filtered = {
      StreamName: "s",
      ShardFilter: { Type: "AFTER_SHARD_ID", ShardId: "shardId-000000000000" },
    };
    const first = await world.call("ListShards", { ...filtered, MaxResults: 3 });
    const second = await world.call("ListShards", { NextToken: first["NextToken"] });

    expect([ids(first), ids(second)]).toEqual([["01", "02", "03"], ["04"]]);
    expect(second).not.toHaveProperty("NextToken");
  });

  it("keeps a filter's time in its token", async () => {
    const world = await createKinesisWorld();
    await world.create("s", 2);
    const ShardFilter = { Type: "AT_TIMESTAMP", Timestamp: world.clock.now() / 1000 };
    const first = await world.call("ListShards", { StreamName: "s", ShardFilter, MaxResults: 1 });

    expect(ids(await world.call("ListShards", { NextToken: first["NextToken"] }))).toEqual(["01"]);
  });

  it("starts after a shard, and tells namesakes apart by their creation", async () => {
    const world = await createKinesisWorld();
    const created = world.clock.now() / 1000;
    await world.create("s", 3);
    const after = { StreamName: "s", ExclusiveStartShardId: "shardId-000000000001" };

    expect(ids(await world.call("ListShards", { ...after, StreamCreationTimestamp: created }))).toEqual([
      "02",
    ]);
    await expect(
      world.call("ListShards", { ...after, StreamCreationTimestamp: created + 1 }),
    ).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  it("refuses a token beside a stream, or an old one", async () => {
    const world = await createKinesisWorld();
    await world.create("s", 2);
    const { NextToken } = await world.call("ListShards", { StreamName: "s", MaxResults: 1 });

    await expect(world.call("ListShards", { StreamName: "s", NextToken })).rejects.toMatchObject({
      code: "InvalidArgumentException",
      message: "NextToken and StreamName cannot be provided together.",
    });
    await world.clock.advance(300_001);
    await expect(world.call("ListShards", { NextToken })).rejects.toMatchObject(EXPIRED);
  });

  it("is refused while the stream is CREATING", async () => {
    const world = await createKinesisWorld();
    await world.call("CreateStream", { StreamName: "s", ShardCount: 1 });

    await expect(world.call("ListShards", { StreamName: "s" })).rejects.toMatchObject({
      code: "ResourceInUseException",
    });
  });
});

describe("DescribeStream", () => {
  it("gives at most 100 shards a page", async () => {
    const world = await createKinesisWorld();
    await world.create("s", 101);
    const page = async (input: Record<string, unknown>) => {
      const { StreamDescription } = await world.call("DescribeStream", { StreamName: "s", ...input });
      const { Shards, HasMoreShards } = StreamDescription as Record<string, unknown>;
      return [listOf(Shards).length, HasMoreShards];
    };

    expect(await page({ Limit: 5000 })).toEqual([100, true]);
    expect(await page({ ExclusiveStartShardId: "shardId-000000000099" })).toEqual([1, false]);
    expect(await page({ Limit: 1, ExclusiveStartShardId: "shardId-000000000050" })).toEqual([1, true]);
  });
});
