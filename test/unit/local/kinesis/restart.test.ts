import { cp } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStorage, type Storage } from "../../../../src/local/storage.ts";
import {
  CREATING_MS,
  createKinesisWorld,
  DELETING_MS,
  type KinesisWorld,
  UPDATING_MS,
} from "../../../support/kinesis-world.ts";
import { withTempFolder } from "../../../support/temp-folder.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

const SHARD = "shardId-000000000000";
const DAY_MS = 86_400_000;

/**
 * Runs `before`, then `after` on what a process killed at that moment would leave: a copy of the folder,
 * taken while the first process still has it open. A `before` that relies on what no call answers for,
 * such as the end of an update, stops the service to see it durable.
 */
async function killBetween(
  before: (world: KinesisWorld) => Promise<unknown>,
  after: (world: KinesisWorld) => Promise<unknown>,
): Promise<void> {
  await withTempFolder(async (folder) => {
    const first = join(folder, "first");
    const second = join(folder, "second");
    const clock = createVirtualClock();
    await withStorage(first, async (storage) => {
      const world = await createKinesisWorld({ storage, clock });
      await before(world);
      await cp(first, second, { recursive: true });
      await world.kinesis.stop();
    });
    await withStorage(second, async (storage) => {
      const world = await createKinesisWorld({ storage, clock });
      await after(world);
      await world.kinesis.stop();
    });
  });
}

async function withStorage(folder: string, use: (storage: Storage) => Promise<void>): Promise<void> {
  const storage = await openStorage(folder);
  try {
    await use(storage);
  } finally {
    await storage.close();
  }
}

async function statusOf(world: KinesisWorld): Promise<unknown> {
  const { StreamSummaries } = await world.call("ListStreams");
  return (StreamSummaries as { StreamStatus: string }[]).map(({ StreamStatus }) => StreamStatus);
}

describe("a killed process", () => {
  it("has lost no acknowledged record, and goes on with higher numbers", async () => {
    const put: unknown[] = [];
    await killBetween(
      async (world) => {
        await world.create("s");
        const puts = Array.from({ length: 20 }, (_, index) => world.put("s", `k${index}`, `r${index}`));
        for (const result of await Promise.all(puts)) put.push(result["SequenceNumber"]);
      },
      async (world) => {
        const { SequenceNumber } = await world.put("s", "k", "next");
        const records = await world.readShard("s", SHARD, 7);

        expect(records.map(({ sequenceNumber }) => sequenceNumber)).toEqual([...put, SequenceNumber]);
        expect(records.map(({ data }) => data)).toEqual([...put.map((_, index) => `r${index}`), "next"]);
        expect(String(SequenceNumber) > String(put.at(-1))).toBe(true);
      },
    );
  });

  it("leaves iterators that still work", async () => {
    let iterator: unknown;
    await killBetween(
      async (world) => {
        await world.create("s");
        await world.put("s", "k", "a");
        const start = { StreamName: "s", ShardId: SHARD, ShardIteratorType: "LATEST" };
        iterator = (await world.call("GetShardIterator", start))["ShardIterator"];
      },
      async (world) => {
        await world.put("s", "k", "b");
        const { Records } = await world.call("GetRecords", { ShardIterator: iterator });

        expect(Records).toHaveLength(1);
      },
    );
  });

  it("gives higher numbers even when retention took every record", async () => {
    let last = "";
    await killBetween(
      async (world) => {
        await world.create("s");
        for (let count = 0; count < 5; count += 1)
          last = String((await world.put("s", "k", "x"))["SequenceNumber"]);
        await world.clock.advance(DAY_MS * 2);
        await world.kinesis.stop();
      },
      async (world) => {
        const table = await world.storage.table("kinesis/records/us-east-1/s");
        const { SequenceNumber } = await world.put("s", "k", "y");

        expect(table.size).toBe(0);
        expect(String(SequenceNumber) > last).toBe(true);
      },
    );
  });

  it.each([
    {
      reason: "a creation",
      begin: (world: KinesisWorld) => world.call("CreateStream", { StreamName: "s", ShardCount: 1 }),
      waitMs: CREATING_MS,
      during: ["CREATING"],
      after: ["ACTIVE"],
    },
    {
      reason: "an update",
      begin: async (world: KinesisWorld) => {
        await world.create("s");
        await world.call("SplitShard", { StreamName: "s", ShardToSplit: SHARD, NewStartingHashKey: "1000" });
      },
      waitMs: UPDATING_MS,
      during: ["UPDATING"],
      after: ["ACTIVE"],
    },
    {
      reason: "a deletion",
      begin: async (world: KinesisWorld) => {
        await world.create("s");
        await world.put("s", "k", "x");
        await world.call("DeleteStream", { StreamName: "s" });
      },
      waitMs: DELETING_MS,
      during: ["DELETING"],
      after: [],
    },
  ])("takes up $reason again", async ({ begin, waitMs, during, after }) => {
    await killBetween(begin, async (world) => {
      expect(await statusOf(world)).toEqual(during);
      await world.clock.advance(waitMs);
      await world.kinesis.stop();
      expect(await statusOf(world)).toEqual(after);
    });
  });

  it("keeps settings, tags and lineage", async () => {
    let described: unknown;
    const describe = async (world: KinesisWorld) => [
      await world.call("DescribeStream", { StreamName: "s" }),
      await world.call("DescribeStreamSummary", { StreamName: "s" }),
      await world.call("ListTagsForStream", { StreamName: "s" }),
    ];
    await killBetween(
      async (world) => {
        await world.create("s", 2);
        await world.call("AddTagsToStream", { StreamName: "s", Tags: { a: "1" } });
        await world.call("StartStreamEncryption", { StreamName: "s", EncryptionType: "KMS", KeyId: "k" });
        await world.updated();
        await world.call("UpdateShardCount", {
          StreamName: "s",
          TargetShardCount: 3,
          ScalingType: "UNIFORM_SCALING",
        });
        await world.updated();
        described = await describe(world);
        await world.kinesis.stop();
      },
      async (world) => {
        expect(await describe(world)).toEqual(described);
      },
    );
  });
});

describe("a table with rows that belong nowhere", () => {
  it("loads, and shows none of them", async () => {
    const storage = await openStorage(undefined);
    const clock = createVirtualClock();
    const world = await createKinesisWorld({ storage, clock });
    await world.create("s");
    await world.put("s", "k", "mine");
    await world.kinesis.stop();
    const table = await storage.table("kinesis/records/us-east-1/s");
    const stray = { sequenceNumber: "4".repeat(56), partitionKey: "k", data: "", arrivedAt: clock.now() };
    await table.set(`shardId-000000000007/${stray.sequenceNumber}`, stray);
    await table.set(`${SHARD}/${stray.sequenceNumber}`, stray);
    const again = await createKinesisWorld({ storage, clock });
    await again.put("s", "k", "mine too");

    expect((await again.readShard("s", SHARD)).map(({ data }) => data)).toEqual(["mine", "mine too"]);
  });
});
