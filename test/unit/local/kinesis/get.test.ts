import { describe, expect, it } from "vitest";
import { base64, createKinesisWorld, listOf } from "../../../support/kinesis-world.ts";

const SHARD = "shardId-000000000000";
const TARGET = { StreamName: "s", ShardId: SHARD };
const HOUR_MS = 3_600_000;

async function worldOf(count: number, enforceLimits = false) {
  const world = await createKinesisWorld({ enforceLimits });
  await world.create("s");
  const numbers: string[] = [];
  for (let index = 0; index < count; index += 1) {
    numbers.push(String((await world.put("s", "k", `r${index}`))["SequenceNumber"]));
    await world.clock.advance(1000);
  }
  const iterator = async (input: Record<string, unknown>) =>
    (await world.call("GetShardIterator", { ...TARGET, ...input }))["ShardIterator"];
  const read = async (ShardIterator: unknown, input: Record<string, unknown> = {}) => {
    const page = await world.call("GetRecords", { ShardIterator, ...input });
    const texts = listOf(page["Records"]).map(({ Data }) => Buffer.from(String(Data), "base64").toString());
    return { texts, next: page["NextShardIterator"], behind: page["MillisBehindLatest"], page };
  };
  return { world, numbers, iterator, read };
}

describe("GetShardIterator", () => {
  it("starts where each type says", async () => {
    const { world, numbers, iterator, read } = await worldOf(3);
    const at = (Timestamp: number) => iterator({ ShardIteratorType: "AT_TIMESTAMP", Timestamp });
    const from = (ShardIteratorType: string) =>
      iterator({ ShardIteratorType, StartingSequenceNumber: numbers[1] });

    expect((await read(await iterator({ ShardIteratorType: "TRIM_HORIZON" }))).texts).toEqual([
      "r0",
      "r1",
      "r2",
    ]);
    expect((await read(await iterator({ ShardIteratorType: "LATEST" }))).texts).toEqual([]);
    expect((await read(await at((world.clock.now() - 2000) / 1000))).texts).toEqual(["r1", "r2"]);
    expect((await read(await from("AT_SEQUENCE_NUMBER"))).texts).toEqual(["r1", "r2"]);
    expect((await read(await from("AFTER_SEQUENCE_NUMBER"))).texts).toEqual(["r2"]);
  });

  it("means by LATEST the moment it was asked for", async () => {
    const { world, iterator, read } = await worldOf(1);
    const latest = await iterator({ ShardIteratorType: "LATEST" });
    await world.put("s", "k", "later");

    expect((await read(latest)).texts).toEqual(["later"]);
  });

  it.each([
    {
      input: { ShardIteratorType: "LATEST", StartingSequenceNumber: "1" },
      message: /also a StartingSequenceNumber/,
    },
    { input: { ShardIteratorType: "AT_SEQUENCE_NUMBER" }, message: /no StartingSequenceNumber/ },
    {
      input: { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: "1" },
      message: /is invalid\.$/,
    },
    { input: { ShardIteratorType: "AT_TIMESTAMP" }, message: /timestamp/ },
    {
      input: { ShardIteratorType: "AT_TIMESTAMP", Timestamp: 4e9 },
      message: /cannot be greater than the currentTimestampInMillis/,
    },
  ])("refuses $input", async ({ input, message }) => {
    const { iterator } = await worldOf(0);

    await expect(iterator(input)).rejects.toMatchObject({
      code: "InvalidArgumentException",
      message: expect.stringMatching(message),
    });
  });

  it("refuses a number of another shard or another stream", async () => {
    const { world, iterator } = await worldOf(0);
    await world.create("other", 2);
    const put = (ExplicitHashKey: string) =>
      world.call("PutRecord", { StreamName: "other", PartitionKey: "k", Data: base64("x"), ExplicitHashKey });
    const from = async (put: Promise<Record<string, unknown>>) =>
      iterator({
        ShardIteratorType: "AT_SEQUENCE_NUMBER",
        StartingSequenceNumber: (await put)["SequenceNumber"],
      });

    await expect(from(put(String(2n ** 128n - 1n)))).rejects.toThrow(/It encodes shardId-000000000001/);
    await world.clock.advance(5000);
    await world.create("late");
    await expect(from(world.put("late", "k", "x"))).rejects.toThrow(/did not come from this stream/);
  });

  it("finds no shard that is not there", async () => {
    const { world } = await worldOf(0);
    const input = { StreamName: "s", ShardId: "shardId-000000000009", ShardIteratorType: "LATEST" };

    await expect(world.call("GetShardIterator", input)).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: "Shard shardId-000000000009 in stream s under account 000000000000 does not exist",
    });
  });
});

describe("GetRecords", () => {
  it("pages from iterator to iterator and says how far behind it is", async () => {
    const { world, iterator, read } = await worldOf(3);
    const first = await read(await iterator({ ShardIteratorType: "TRIM_HORIZON" }), { Limit: 2 });
    const second = await read(first.next, { Limit: 2 });
    const third = await read(second.next);
    await world.put("s", "k", "more");
    const fourth = await read(third.next);

    expect([first.texts, second.texts, third.texts, fourth.texts]).toEqual([
      ["r0", "r1"],
      ["r2"],
      [],
      ["more"],
    ]);
    expect([first.behind, second.behind, third.behind]).toEqual([2000, 0, 0]);
  });

  it("gives records as they were put", async () => {
    const { world, numbers, iterator, read } = await worldOf(1);
    const { page } = await read(await iterator({ ShardIteratorType: "TRIM_HORIZON" }));

    expect(page["Records"]).toEqual([
      {
        SequenceNumber: numbers[0],
        ApproximateArrivalTimestamp: (world.clock.now() - 1000) / 1000,
        Data: base64("r0"),
        PartitionKey: "k",
      },
    ]);
  });

  it("hides what is past retention at once, and the sweep frees it", async () => {
    const { world, iterator, read } = await worldOf(2);
    await world.clock.advance(24 * HOUR_MS - 1500);
    await world.put("s", "k", "new");
    const start = await iterator({ ShardIteratorType: "TRIM_HORIZON" });

    expect((await read(start)).texts).toEqual(["r1", "new"]);
    const table = await world.storage.table("kinesis/records/us-east-1/s");
    expect(table.size).toBe(3);
    await world.clock.advance(HOUR_MS);
    expect((await world.storage.table("kinesis/records/us-east-1/s")).size).toBe(1);
    const { texts } = await read(await iterator({ ShardIteratorType: "TRIM_HORIZON" }));
    expect(texts).toEqual(["new"]);
  });

  it("ends a closed shard with its children and no iterator", async () => {
    const { world, iterator, read } = await worldOf(2);
    await world.call("SplitShard", { StreamName: "s", ShardToSplit: SHARD, NewStartingHashKey: "1000" });
    const start = await iterator({ ShardIteratorType: "TRIM_HORIZON" });
    await world.updated();
    const first = await read(start, { Limit: 1 });
    const last = await read(first.next, { Limit: 1 });

    expect(first.page).not.toHaveProperty("ChildShards");
    expect(last.texts).toEqual(["r1"]);
    expect(last.next).toBeUndefined();
    expect(last.page["ChildShards"]).toMatchObject([
      { ShardId: "shardId-000000000001", ParentShards: [SHARD], HashKeyRange: { EndingHashKey: "999" } },
      { ShardId: "shardId-000000000002", ParentShards: [SHARD], HashKeyRange: { StartingHashKey: "1000" } },
    ]);
  });

  it("refuses an iterator after five minutes, and one of a stream that is gone", async () => {
    const { world, iterator, read } = await worldOf(1);
    const old = await iterator({ ShardIteratorType: "TRIM_HORIZON" });
    await world.clock.advance(300_001);
    await expect(read(old)).rejects.toMatchObject({ code: "ExpiredIteratorException" });
    const young = await iterator({ ShardIteratorType: "TRIM_HORIZON" });
    await world.call("DeleteStream", { StreamName: "s" });
    await world.clock.advance(100);

    await expect(read(young)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await world.create("s");
    await expect(read(young)).rejects.toMatchObject({ code: "InvalidArgumentException" });
  });

  it("marks records put while the stream was encrypted", async () => {
    const { world, iterator, read } = await worldOf(1);
    await world.call("StartStreamEncryption", {
      StreamName: "s",
      EncryptionType: "KMS",
      KeyId: "alias/aws/kinesis",
    });
    await world.updated();
    const put = await world.put("s", "k", "secret");
    const { page } = await read(await iterator({ ShardIteratorType: "TRIM_HORIZON" }));

    expect(put["EncryptionType"]).toBe("KMS");
    expect(listOf(page["Records"]).map(({ EncryptionType }) => EncryptionType)).toEqual([undefined, "KMS"]);
  });

  it("answers a shard five times a second when limits are enforced", async () => {
    const { world, iterator, read } = await worldOf(1, true);
    const start = await iterator({ ShardIteratorType: "TRIM_HORIZON" });
    for (let count = 0; count < 5; count += 1) await read(start);

    await expect(read(start)).rejects.toMatchObject({
      code: "ProvisionedThroughputExceededException",
      message: "Rate exceeded for shard shardId-000000000000 in stream s under account 000000000000.",
    });
    await world.clock.advance(200);
    expect((await read(start)).texts).toEqual(["r0"]);
  });
});
