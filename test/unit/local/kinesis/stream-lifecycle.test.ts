import { describe, expect, it } from "vitest";
import { CREATING_MS, createKinesisWorld, DELETING_MS, listOf } from "../../../support/kinesis-world.ts";

const STREAM = { StreamName: "words" };

async function statusOf(world: Awaited<ReturnType<typeof createKinesisWorld>>): Promise<unknown> {
  const { StreamDescriptionSummary: summary } = await world.call("DescribeStreamSummary", STREAM);
  return (summary as Record<string, unknown>)["StreamStatus"];
}

describe("a stream's life", () => {
  it("is CREATING without shards, then ACTIVE with them", async () => {
    const world = await createKinesisWorld();
    await world.call("CreateStream", { ...STREAM, ShardCount: 2 });
    const { StreamDescription: creating } = await world.call("DescribeStream", STREAM);
    await world.clock.advance(CREATING_MS - 1);
    const before = await statusOf(world);
    await world.clock.advance(1);
    const { StreamDescription: active } = await world.call("DescribeStream", STREAM);

    expect(creating).toMatchObject({ StreamStatus: "CREATING", Shards: [], HasMoreShards: false });
    expect(before).toBe("CREATING");
    expect(active).toMatchObject({ StreamStatus: "ACTIVE", Shards: [{}, {}] });
  });

  it("echoes the defaults", async () => {
    const world = await createKinesisWorld();
    await world.create("words", 3);

    expect(await world.call("DescribeStreamSummary", STREAM)).toEqual({
      StreamDescriptionSummary: {
        StreamName: "words",
        StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/words",
        StreamStatus: "ACTIVE",
        StreamModeDetails: { StreamMode: "PROVISIONED" },
        StreamCreationTimestamp: Date.UTC(2026, 0, 1) / 1000,
        RetentionPeriodHours: 24,
        EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
        EncryptionType: "NONE",
        OpenShardCount: 3,
        ConsumerCount: 0,
        MaxRecordSizeInKiB: 1024,
      },
    });
  });

  it("takes tags and a record size from its creation", async () => {
    const world = await createKinesisWorld();
    await world.call("CreateStream", {
      ...STREAM,
      ShardCount: 1,
      Tags: { a: "1" },
      MaxRecordSizeInKiB: 2048,
    });

    expect(await world.call("ListTagsForStream", STREAM)).toEqual({
      Tags: [{ Key: "a", Value: "1" }],
      HasMoreTags: false,
    });
    expect(await world.call("DescribeStreamSummary", STREAM)).toMatchObject({
      StreamDescriptionSummary: { MaxRecordSizeInKiB: 2048 },
    });
  });

  it("opens four shards on demand", async () => {
    const world = await createKinesisWorld();
    await world.call("CreateStream", { ...STREAM, StreamModeDetails: { StreamMode: "ON_DEMAND" } });
    await world.clock.advance(CREATING_MS);

    expect(await world.shards("words")).toHaveLength(4);
    expect(await world.call("DescribeLimits")).toEqual({
      ShardLimit: 20_000,
      OpenShardCount: 4,
      OnDemandStreamCount: 1,
      OnDemandStreamCountLimit: 50,
    });
  });

  it.each([
    { reason: "a count on demand", input: { ShardCount: 1, StreamModeDetails: { StreamMode: "ON_DEMAND" } } },
    { reason: "no count when provisioned", input: {} },
    { reason: "no shard at all", input: { ShardCount: 0 } },
    { reason: "a bad name", input: { StreamName: "a b", ShardCount: 1 } },
    { reason: "a name too long", input: { StreamName: "a".repeat(129), ShardCount: 1 } },
    { reason: "what is not honoured", input: { ShardCount: 1, WarmThroughputMiBps: 5 } },
  ])("does not begin with $reason", async ({ input }) => {
    const world = await createKinesisWorld();

    await expect(world.call("CreateStream", { ...STREAM, ...input })).rejects.toMatchObject({
      code: "ValidationException",
    });
    expect(await world.call("ListStreams")).toMatchObject({ StreamNames: [] });
  });

  it("keeps its name to itself while CREATING, ACTIVE and DELETING, also against a call at the same time", async () => {
    const world = await createKinesisWorld();
    const create = { ...STREAM, ShardCount: 1 };
    const taken = {
      code: "ResourceInUseException",
      message: "Stream words under account 000000000000 already exists.",
    };
    const first = world.call("CreateStream", create);
    await expect(world.call("CreateStream", create)).rejects.toMatchObject(taken);
    await first;
    await expect(world.call("CreateStream", create)).rejects.toMatchObject(taken);
    await world.clock.advance(CREATING_MS);
    await world.call("DeleteStream", { ...STREAM, EnforceConsumerDeletion: true });
    await expect(world.call("CreateStream", create)).rejects.toMatchObject(taken);
    await world.clock.advance(DELETING_MS);

    expect(await world.call("CreateStream", create)).toEqual({});
  });

  it("ends, after DELETING, with not found", async () => {
    const world = await createKinesisWorld();
    await world.create("words");
    await world.call("DeleteStream", STREAM);
    const deleting = await statusOf(world);
    await world.clock.advance(DELETING_MS);

    expect(deleting).toBe("DELETING");
    await expect(world.call("DescribeStream", STREAM)).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: "Stream words under account 000000000000 not found.",
    });
  });

  it("leaves no record to a later namesake", async () => {
    const world = await createKinesisWorld();
    await world.create("words");
    await world.put("words", "k", "old");
    await world.call("DeleteStream", STREAM);
    await world.clock.advance(DELETING_MS);
    await world.create("words");

    expect(await world.readShard("words", "shardId-000000000000")).toEqual([]);
  });

  it.each([
    ["DeleteStream", {}],
    ["SplitShard", { ShardToSplit: "shardId-000000000000", NewStartingHashKey: "5" }],
    ["MergeShards", { ShardToMerge: "shardId-000000000000", AdjacentShardToMerge: "shardId-000000000001" }],
    ["UpdateShardCount", { TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" }],
    ["IncreaseStreamRetentionPeriod", { RetentionPeriodHours: 48 }],
    ["DecreaseStreamRetentionPeriod", { RetentionPeriodHours: 24 }],
    ["StartStreamEncryption", { EncryptionType: "KMS", KeyId: "k" }],
    ["StopStreamEncryption", { EncryptionType: "KMS", KeyId: "k" }],
    ["EnableEnhancedMonitoring", { ShardLevelMetrics: ["ALL"] }],
    ["DisableEnhancedMonitoring", { ShardLevelMetrics: ["ALL"] }],
    ["AddTagsToStream", { Tags: { a: "1" } }],
    ["RemoveTagsFromStream", { TagKeys: ["a"] }],
  ])("refuses %s while it is not ACTIVE", async (operation, input) => {
    const world = await createKinesisWorld();
    await world.call("CreateStream", { ...STREAM, ShardCount: 1 });

    await expect(world.call(operation, { ...STREAM, ...input })).rejects.toMatchObject({
      code: "ResourceInUseException",
      message: "Stream words under account 000000000000 not ACTIVE, instead in state CREATING",
    });
  });

  it("is a region's own", async () => {
    const world = await createKinesisWorld();
    await world.create("words");

    await expect(world.call("DescribeStream", STREAM, { region: "eu-west-1" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    expect(await world.call("ListStreams", {}, { region: "eu-west-1" })).toMatchObject({ StreamNames: [] });
    expect([...world.kinesis.tags.tagged("eu-west-1")]).toEqual([]);
  });

  it("is named by name or ARN, or both when they agree", async () => {
    const world = await createKinesisWorld();
    await world.create("words");
    const arn = (name: string) => `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`;
    const shards = async (input: Record<string, unknown>) =>
      listOf((await world.call("ListShards", input))["Shards"]);

    expect(await shards({ StreamARN: arn("words") })).toHaveLength(1);
    expect(await shards({ ...STREAM, StreamARN: arn("words") })).toHaveLength(1);
    await expect(shards({ ...STREAM, StreamARN: arn("others") })).rejects.toMatchObject({
      code: "InvalidArgumentException",
    });
    await expect(shards({ StreamARN: arn("others") })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    await expect(shards({})).rejects.toMatchObject({ code: "InvalidArgumentException" });
  });

  it("ends no state after the service has stopped", async () => {
    const world = await createKinesisWorld();
    await world.call("CreateStream", { ...STREAM, ShardCount: 1 });
    await world.kinesis.stop();
    await world.clock.advance(CREATING_MS * 10);

    expect(await statusOf(world)).toBe("CREATING");
    expect(world.clock.pending).toBe(0);
  });
});
