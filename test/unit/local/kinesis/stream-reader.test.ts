import { describe, expect, it } from "vitest";
import type { ShardPosition } from "../../../../src/local/mapping/ports.ts";
import { CREATING_MS, createKinesisWorld, DELETING_MS } from "../../../support/kinesis-world.ts";

const ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
const SHARD = "shardId-000000000000";
const FROM_START: ShardPosition = { kind: "TRIM_HORIZON" };

async function readerOf() {
  const world = await createKinesisWorld();
  await world.create("s");
  const { streams } = world.kinesis;
  const read = (from: ShardPosition, limit = 100) => {
    const { records, ...rest } = streams.read(ARN, SHARD, from, limit);
    return { texts: records.map(({ data }) => Buffer.from(data).toString()), ...rest };
  };
  return { world, streams, read };
}

describe("stream reader", () => {
  it("is ready while it is ACTIVE or UPDATING", async () => {
    const world = await createKinesisWorld();
    const ready = () => world.kinesis.streams.isReady("arn:aws:kinesis:us-east-1:000000000000:stream/s");
    const states = [ready()];
    await world.call("CreateStream", { StreamName: "s", ShardCount: 1 });
    states.push(ready());
    await world.clock.advance(CREATING_MS);
    states.push(ready());
    await world.call("IncreaseStreamRetentionPeriod", { StreamName: "s", RetentionPeriodHours: 48 });
    states.push(ready());
    await world.updated();
    await world.call("DeleteStream", { StreamName: "s" });
    states.push(ready());

    expect(states).toEqual([false, false, true, true, false]);
  });

  it("reads on from where each read ended", async () => {
    const { world, read } = await readerOf();
    for (const text of ["a", "b", "c"]) await world.put("s", "k", text);
    const first = read(FROM_START, 2);
    const second = read(first.next);
    const third = read(second.next);
    await world.put("s", "k", "d");

    expect([first.texts, second.texts, third.texts]).toEqual([["a", "b"], ["c"], []]);
    expect(read(third.next).texts).toEqual(["d"]);
    expect([first.ended, third.ended]).toEqual([false, false]);
  });

  it("gives the record's bytes, key, number and time", async () => {
    const { world, streams } = await readerOf();
    const { SequenceNumber } = await world.put("s", "k", "a");

    expect(streams.read(ARN, SHARD, FROM_START, 1).records).toEqual([
      {
        sequenceNumber: SequenceNumber,
        partitionKey: "k",
        data: Buffer.from("a"),
        arrivedAt: world.clock.now(),
      },
    ]);
  });

  it("turns LATEST into a place, in an empty shard too", async () => {
    const { world, read } = await readerOf();
    const empty = read({ kind: "LATEST" });
    await world.put("s", "k", "a");
    const full = read({ kind: "LATEST" });
    await world.put("s", "k", "b");

    expect(read(empty.next).texts).toEqual(["a", "b"]);
    expect(read(full.next).texts).toEqual(["b"]);
  });

  it("says that a closed shard has ended only with its last record", async () => {
    const { world, streams, read } = await readerOf();
    for (const text of ["a", "b"]) await world.put("s", "k", text);
    await world.call("SplitShard", { StreamName: "s", ShardToSplit: SHARD, NewStartingHashKey: "1000" });
    await world.updated();

    expect(read(FROM_START, 1).ended).toBe(false);
    expect(read(FROM_START, 2).ended).toBe(true);
    expect(streams.shards(ARN)).toEqual([
      { shardId: SHARD, parentShardIds: [], closed: true },
      { shardId: "shardId-000000000001", parentShardIds: [SHARD], closed: false },
      { shardId: "shardId-000000000002", parentShardIds: [SHARD], closed: false },
    ]);
  });

  it("wakes before a put is answered, with the record there to read", async () => {
    const { world, streams, read } = await readerOf();
    const seen: (readonly string[])[] = [];
    const stop = streams.subscribe(ARN, () => seen.push(read(FROM_START).texts));
    const put = world.put("s", "k", "a");
    expect(seen).toEqual([]);
    await put;
    expect(seen).toEqual([["a"]]);
    stop();
    await world.put("s", "k", "b");

    expect(seen).toHaveLength(1);
  });

  it("wakes when a stream is made, resharded and gone, for who subscribed before it was made", async () => {
    const world = await createKinesisWorld();
    const { streams } = world.kinesis;
    const open: (number | undefined)[] = [];
    streams.subscribe(ARN, () => open.push(streams.shards(ARN)?.filter(({ closed }) => !closed).length));
    await world.create("s");
    await world.call("SplitShard", { StreamName: "s", ShardToSplit: SHARD, NewStartingHashKey: "1000" });
    await world.updated();
    await world.call("DeleteStream", { StreamName: "s" });
    await world.clock.advance(DELETING_MS);

    expect(open).toEqual([0, 1, 1, 2, 2, 2, undefined]);
  });

  it("reads nothing, ended, where there is no stream or shard", async () => {
    const { streams } = await readerOf();

    expect(streams.shards(`${ARN}x`)).toBeUndefined();
    expect(streams.read(`${ARN}x`, SHARD, FROM_START, 1)).toEqual({
      records: [],
      next: FROM_START,
      ended: true,
    });
    expect(streams.read(ARN, "shardId-000000000009", FROM_START, 1)).toEqual({
      records: [],
      next: FROM_START,
      ended: true,
    });
  });
});
