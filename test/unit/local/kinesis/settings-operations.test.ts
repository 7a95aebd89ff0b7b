import { describe, expect, it } from "vitest";
import { createKinesisWorld, type KinesisWorld } from "../../../support/kinesis-world.ts";

const STREAM = { StreamName: "s" };
const ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";

async function activeWorld(): Promise<KinesisWorld> {
  const world = await createKinesisWorld();
  await world.create("s");
  return world;
}

async function summary(world: KinesisWorld): Promise<unknown> {
  return (await world.call("DescribeStreamSummary", STREAM))["StreamDescriptionSummary"];
}

describe("a stream's settings", () => {
  it.each([
    {
      operation: "IncreaseStreamRetentionPeriod",
      input: { RetentionPeriodHours: 8760 },
      shows: { RetentionPeriodHours: 8760 },
    },
    {
      operation: "StartStreamEncryption",
      input: { EncryptionType: "KMS", KeyId: "alias/k" },
      shows: { EncryptionType: "KMS", KeyId: "alias/k" },
    },
    {
      operation: "EnableEnhancedMonitoring",
      input: { ShardLevelMetrics: ["IncomingBytes"] },
      shows: { EnhancedMonitoring: [{ ShardLevelMetrics: ["IncomingBytes"] }] },
    },
  ])(
    "$operation is UPDATING first and shows when it is ACTIVE again",
    async ({ operation, input, shows }) => {
      const world = await activeWorld();
      const before = await summary(world);
      await world.call(operation, { ...STREAM, ...input });
      const during = await summary(world);
      await world.updated();

      expect(during).toEqual({ ...(before as object), StreamStatus: "UPDATING" });
      expect(await summary(world)).toMatchObject({ StreamStatus: "ACTIVE", ...shows });
    },
  );

  it("keeps retention between 24 and 8,760 hours, and each call to its direction", async () => {
    const world = await activeWorld();
    const set = (direction: string, RetentionPeriodHours: number) =>
      world.call(`${direction}StreamRetentionPeriod`, { ...STREAM, RetentionPeriodHours });
    await expect(set("Decrease", 23)).rejects.toThrow(/Minimum allowed retention period is 24 hours/);
    await expect(set("Increase", 8761)).rejects.toThrow(/Maximum allowed retention period is 8760 hours/);
    await set("Increase", 48);
    await world.updated();
    await expect(set("Increase", 24)).rejects.toMatchObject({
      code: "InvalidArgumentException",
      message:
        "Requested retention period (24 hours) for stream s can not be shorter than existing retention period (48 hours). Use DecreaseRetentionPeriod API.",
    });
    await expect(set("Decrease", 72)).rejects.toThrow(/can not be longer than existing retention period/);
    await set("Decrease", 24);
    await world.updated();

    expect(await summary(world)).toMatchObject({ RetentionPeriodHours: 24 });
  });

  it.each(["Increase", "Decrease"])(
    "takes the retention it has as one more change: %s",
    async (direction) => {
      const world = await activeWorld();
      await world.call(`${direction}StreamRetentionPeriod`, { ...STREAM, RetentionPeriodHours: 24 });
      const during = await summary(world);
      await world.updated();

      expect(during).toMatchObject({ StreamStatus: "UPDATING", RetentionPeriodHours: 24 });
      expect(await summary(world)).toMatchObject({ StreamStatus: "ACTIVE", RetentionPeriodHours: 24 });
    },
  );

  it("drops the key when encryption stops", async () => {
    const world = await activeWorld();
    const key = { ...STREAM, EncryptionType: "KMS", KeyId: "k" };
    await world.call("StartStreamEncryption", key);
    await world.updated();
    await world.call("StopStreamEncryption", key);
    await world.updated();

    expect(await summary(world)).toMatchObject({ EncryptionType: "NONE" });
    expect(await summary(world)).not.toHaveProperty("KeyId");
    await expect(
      world.call("StopStreamEncryption", { ...STREAM, EncryptionType: "KMS" }),
    ).rejects.toMatchObject({
      code: "ValidationException",
    });
    await expect(
      world.call("StartStreamEncryption", { ...key, EncryptionType: "NONE" }),
    ).rejects.toMatchObject({
      code: "InvalidArgumentException",
    });
  });

  it("answers monitoring calls with what is and what will be", async () => {
    const world = await activeWorld();
    await world.call("EnableEnhancedMonitoring", { ...STREAM, ShardLevelMetrics: ["ALL"] });
    await world.updated();
    const answer = await world.call("DisableEnhancedMonitoring", {
      StreamARN: ARN,
      ShardLevelMetrics: ["OutgoingBytes"],
    });

    expect(answer).toMatchObject({ StreamName: "s", StreamARN: ARN });
    expect(answer["CurrentShardLevelMetrics"]).toHaveLength(7);
    expect(answer["DesiredShardLevelMetrics"]).toHaveLength(6);
  });

  it("switches its mode by ARN only, and keeps its shards", async () => {
    const world = await activeWorld();
    const StreamModeDetails = { StreamMode: "ON_DEMAND" };
    await expect(world.call("UpdateStreamMode", { ...STREAM, StreamModeDetails })).rejects.toMatchObject({
      code: "ValidationException",
    });
    await world.call("UpdateStreamMode", { StreamARN: ARN, StreamModeDetails });
    await world.updated();

    expect(await summary(world)).toMatchObject({ StreamModeDetails, OpenShardCount: 1 });
  });
});
