import { describe, expect, it } from "vitest";
import { base64, createKinesisWorld, DELETING_MS, listOf } from "../../../support/kinesis-world.ts";

const KIB = 1024;
const STREAM = { StreamName: "s" };
const RECORD = { ...STREAM, PartitionKey: "k", Data: base64("data") };
const RING_SIZE = 2n ** 128n;

function bytes(count: number): string {
  return Buffer.alloc(count).toString("base64");
}

describe("PutRecord", () => {
  it("answers with the shard its key falls on and a rising sequence number", async () => {
    const world = await createKinesisWorld();
    await world.create("s", 2);
    const low = await world.call("PutRecord", { ...RECORD, ExplicitHashKey: "0" });
    const next = await world.call("PutRecord", { ...RECORD, ExplicitHashKey: String(RING_SIZE / 2n - 1n) });
    const high = await world.call("PutRecord", { ...RECORD, ExplicitHashKey: String(RING_SIZE / 2n) });

    expect([low, next, high].map(({ ShardId }) => ShardId)).toEqual([
      "shardId-000000000000",
      "shardId-000000000000",
      "shardId-000000000001",
    ]);
    expect(BigInt(String(next["SequenceNumber"])) > BigInt(String(low["SequenceNumber"]))).toBe(true);
    expect(low).not.toHaveProperty("EncryptionType");
  });

  it.each([
    { reason: "an empty key", input: { PartitionKey: "" }, code: "ValidationException" },
    { reason: "a key too long", input: { PartitionKey: "k".repeat(257) }, code: "ValidationException" },
    { reason: "no data", input: { Data: null }, code: "ValidationException" },
    { reason: "data that is no base64", input: { Data: "???" }, code: "SerializationException" },
    {
      reason: "more than 1 MiB with its key",
      input: { Data: bytes(KIB * KIB) },
      code: "ValidationException",
    },
    { reason: "a hash key with a sign", input: { ExplicitHashKey: "-1" }, code: "ValidationException" },
    {
      reason: "a hash key off the ring",
      input: { ExplicitHashKey: String(RING_SIZE) },
      code: "InvalidArgumentException",
    },
    {
      reason: "an ordering that is none",
      input: { SequenceNumberForOrdering: "1" },
      code: "InvalidArgumentException",
    },
    { reason: "a dry run", input: { DryRun: true }, code: "ValidationException" },
  ])("refuses $reason", async ({ input, code }) => {
    const world = await createKinesisWorld();
    await world.create("s");

    await expect(world.call("PutRecord", { ...RECORD, ...input })).rejects.toMatchObject({ code });
  });

  it("takes a record of exactly 1 MiB with its key, and more when the stream does", async () => {
    const world = await createKinesisWorld();
    await world.create("s");
    const most = { ...RECORD, Data: bytes(KIB * KIB - 1) };
    const more = { ...RECORD, Data: bytes(2 * KIB * KIB - 1) };

    expect(await world.call("PutRecord", most)).toHaveProperty("SequenceNumber");
    await expect(world.call("PutRecord", more)).rejects.toMatchObject({ code: "ValidationException" });
    await world.call("UpdateMaxRecordSize", {
      StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/s",
      MaxRecordSizeInKiB: 2048,
    });
    await world.updated();
    expect(await world.call("PutRecord", more)).toHaveProperty("SequenceNumber");
  });

  it("takes an earlier number as SequenceNumberForOrdering", async () => {
    const world = await createKinesisWorld();
    await world.create("s");
    const first = await world.call("PutRecord", RECORD);
    const SequenceNumberForOrdering = String(first["SequenceNumber"]);
    const second = await world.call("PutRecord", { ...RECORD, SequenceNumberForOrdering });

    expect(String(second["SequenceNumber"]) > SequenceNumberForOrdering).toBe(true);
  });

  it("finds no stream while that is CREATING, and goes on while it is UPDATING or DELETING", async () => {
    const world = await createKinesisWorld();
    await world.call("CreateStream", { ...STREAM, ShardCount: 1 });
    await expect(world.call("PutRecord", RECORD)).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: "Stream s under account 000000000000 not found.",
    });
    await world.clock.advance(300);
    await world.call("IncreaseStreamRetentionPeriod", { ...STREAM, RetentionPeriodHours: 48 });
    expect(await world.call("PutRecord", RECORD)).toHaveProperty("SequenceNumber");
    await world.updated();
    await world.call("DeleteStream", STREAM);
    expect(await world.call("PutRecord", RECORD)).toHaveProperty("SequenceNumber");
    await world.clock.advance(DELETING_MS);
    await expect(world.call("PutRecord", RECORD)).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
  });
});

describe("PutRecords", () => {
  const entry = { PartitionKey: "k", Data: base64("data") };

  it("answers in the order of its records, with rising numbers in a shard", async () => {
    const world = await createKinesisWorld();
    await world.create("s", 3);
    const Records = Array.from({ length: 500 }, (_, index) => ({ ...entry, PartitionKey: `k${index % 50}` }));
    const answer = await world.call("PutRecords", { ...STREAM, Records });
    const results = listOf(answer["Records"]);

    expect(answer["FailedRecordCount"]).toBe(0);
    expect(results).toHaveLength(500);
    for (const shardId of new Set(results.map(({ ShardId }) => ShardId))) {
      const numbers = results
        .filter(({ ShardId }) => ShardId === shardId)
        .map((result) => String(result["SequenceNumber"]));
      expect([...numbers].sort()).toEqual(numbers);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });

  it.each([
    { reason: "no record", Records: [] },
    { reason: "501 records", Records: Array.from({ length: 501 }, () => entry) },
    { reason: "a record without key", Records: [entry, { Data: base64("x") }] },
    { reason: "a record that is too large", Records: [entry, { ...entry, Data: bytes(KIB * KIB) }] },
    {
      reason: "more than 10 MiB",
      Records: Array.from({ length: 11 }, () => ({ ...entry, Data: bytes(KIB * KIB - 1) })),
    },
  ])("refuses $reason, whole", async ({ Records }) => {
    const world = await createKinesisWorld();
    await world.create("s");

    await expect(world.call("PutRecords", { ...STREAM, Records })).rejects.toThrow();
    expect(await world.readShard("s", "shardId-000000000000")).toEqual([]);
  });

  it("fails the records a shard has no room for, one by one, when limits are enforced", async () => {
    const world = await createKinesisWorld({ enforceLimits: true });
    await world.create("s", 2);
    const large = { ...entry, Data: bytes(600 * KIB) };
    const Records = [
      { ...large, ExplicitHashKey: "0" },
      { ...large, ExplicitHashKey: "0" },
      { ...large, ExplicitHashKey: String(RING_SIZE - 1n) },
    ];
    const answer = await world.call("PutRecords", { ...STREAM, Records });

    expect(answer).toMatchObject({
      FailedRecordCount: 1,
      Records: [
        { ShardId: "shardId-000000000000" },
        {
          ErrorCode: "ProvisionedThroughputExceededException",
          ErrorMessage:
            "Rate exceeded for shard shardId-000000000000 in stream s under account 000000000000.",
        },
        { ShardId: "shardId-000000000001" },
      ],
    });
    await expect(
      world.call("PutRecord", { ...STREAM, ...large, ExplicitHashKey: "0" }),
    ).rejects.toMatchObject({ code: "ProvisionedThroughputExceededException" });
    expect(await world.readShard("s", "shardId-000000000000")).toHaveLength(1);
  });
});
