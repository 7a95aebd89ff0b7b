import fc from "fast-check";
import { expect, it } from "vitest";
import { RING_LAST } from "../../src/local/kinesis/hash-ring.ts";
import { createKinesisWorld, type KinesisWorld, listOf, type SeenRecord } from "../support/kinesis-world.ts";

interface ListedShard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly AdjacentParentShardId?: string;
  readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
  readonly SequenceNumberRange: { readonly EndingSequenceNumber?: string };
}

const step = fc.oneof(
  fc.record({ kind: fc.constant("put"), keys: fc.array(fc.nat(11), { minLength: 1, maxLength: 15 }) }),
  fc.record({ kind: fc.constant("split"), which: fc.nat(20), at: fc.integer({ min: 1, max: 99 }) }),
  fc.record({ kind: fc.constant("merge"), which: fc.nat(20) }),
  fc.record({ kind: fc.constant("scale"), percent: fc.integer({ min: 50, max: 200 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function shardsOf(world: KinesisWorld): Promise<readonly ListedShard[]> {
  return (await world.shards("s")) as unknown as readonly ListedShard[];
}

/** In ring order. */
async function openShards(world: KinesisWorld): Promise<readonly ListedShard[]> {
  return (await shardsOf(world))
    .filter((shard) => shard.SequenceNumberRange.EndingSequenceNumber === undefined)
    .sort((a, b) => (start(a) < start(b) ? -1 : 1));
}

function start(shard: ListedShard): bigint {
  return BigInt(shard.HashKeyRange.StartingHashKey);
}

function end(shard: ListedShard): bigint {
  return BigInt(shard.HashKeyRange.EndingHashKey);
}

/** Takes a step if the stream allows it; records go in before a change takes effect, and after. */
async function take(world: KinesisWorld, action: Step, put: (keys: readonly number[]) => Promise<void>) {
  const open = await openShards(world);
  const one = "which" in action ? open[action.which % open.length] : undefined;
  if (action.kind === "put" && "keys" in action) return put(action.keys);
  const request = requestFor(action, open, one);
  if (request === undefined) return undefined;
  await world.call(request.operation, { StreamName: "s", ...request.input });
  await put([0, 1, 2, 3]);
  await world.updated();
  return undefined;
}

function requestFor(action: Step, open: readonly ListedShard[], one: ListedShard | undefined) {
  if ("percent" in action) {
    const least = Math.ceil(open.length / 2);
    const TargetShardCount = Math.min(12, Math.max(least, Math.floor((open.length * action.percent) / 100)));
    return { operation: "UpdateShardCount", input: { TargetShardCount, ScalingType: "UNIFORM_SCALING" } };
  }
  if (one === undefined || open.length > 12) return undefined;
  if ("at" in action) {
    const at = start(one) + ((end(one) - start(one)) * BigInt(action.at)) / 100n;
    if (at <= start(one) + 1n || at >= end(one)) return undefined;
    return { operation: "SplitShard", input: { ShardToSplit: one.ShardId, NewStartingHashKey: String(at) } };
  }
  const next = open[open.indexOf(one) + 1];
  if (next === undefined) return undefined;
  return {
    operation: "MergeShards",
    input: { ShardToMerge: one.ShardId, AdjacentShardToMerge: next.ShardId },
  };
}

/** The open shards cover the ring without gap or overlap, and every child is covered by its parents. */
async function expectExactCover(world: KinesisWorld): Promise<void> {
  const open = await openShards(world);
  expect(open.map(start)).toEqual([0n, ...open.slice(0, -1).map((shard) => end(shard) + 1n)]);
  expect(open.at(-1)?.HashKeyRange.EndingHashKey).toBe(String(RING_LAST));
  const byId = new Map((await shardsOf(world)).map((shard) => [shard.ShardId, shard]));
  for (const shard of byId.values()) {
    const parents = parentsOf(shard).map((id) => byId.get(id));
    for (const parent of parents) {
      expect(parent?.SequenceNumberRange.EndingSequenceNumber).toBeDefined();
      if (parent !== undefined) expect(start(parent) <= end(shard) && start(shard) <= end(parent)).toBe(true);
    }
  }
}

function parentsOf(shard: ListedShard): readonly string[] {
  return [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined);
}

/** Every record, shard by shard, parents before their children. */
async function walk(world: KinesisWorld): Promise<readonly SeenRecord[]> {
  const left = new Map((await shardsOf(world)).map((shard) => [shard.ShardId, shard]));
  const seen: SeenRecord[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter((shard) => !parentsOf(shard).some((id) => left.has(id)));
    // The newest first, so that only lineage, not creation order, keeps keys in order.
    for (const shard of ready.reverse()) {
      seen.push(...(await world.readShard("s", shard.ShardId, 5)));
      left.delete(shard.ShardId);
    }
  }
  return seen;
}

it("keeps the ring covered, every record readable once, and keys in order, however a stream is resharded", async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 4 }),
    fc.array(step, { maxLength: 14 }),
    async (shardCount, steps) => {
      const world = await createKinesisWorld();
      await world.create("s", shardCount);
      const written: { readonly key: string; readonly data: string }[] = [];
      const put = async (keys: readonly number[]) => {
        const entries = keys.map((key, index) => ({ key: `k${key}`, data: `${written.length + index}` }));
        written.push(...entries);
        const Records = entries.map(({ key, data }) => ({
          PartitionKey: key,
          Data: Buffer.from(data).toString("base64"),
        }));
        const { Records: results } = await world.call("PutRecords", { StreamName: "s", Records });
        expect(listOf(results).every(({ SequenceNumber }) => SequenceNumber !== undefined)).toBe(true);
      };

      for (const action of steps) {
        await take(world, action, put);
        await expectExactCover(world);
      }

      const seen = await walk(world);
      expect(seen.map(({ data }) => data).sort()).toEqual(written.map(({ data }) => data).sort());
      for (const key of new Set(written.map((entry) => entry.key))) {
        const ofKey = (entries: readonly { readonly data: string }[]) => entries.map(({ data }) => data);
        expect(ofKey(seen.filter(({ partitionKey }) => partitionKey === key))).toEqual(
          ofKey(written.filter((entry) => entry.key === key)),
        );
      }
      await world.kinesis.stop();
    },
  );

  await fc.assert(property, { numRuns: 60 });
});

it("numbers a shard's records upwards whatever mix of calls puts them at once", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 });
  const property = fc.asyncProperty(sizes, async (batches) => {
    const world = await createKinesisWorld();
    await world.create("s");
    const Record = { PartitionKey: "k", Data: "AAAA" };
    await Promise.all(
      batches.map((size) =>
        size === 1
          ? world.call("PutRecord", { StreamName: "s", ...Record })
          : world.call("PutRecords", {
              StreamName: "s",
              Records: Array.from({ length: size }, () => Record),
            }),
      ),
    );

    const numbers = (await world.readShard("s", "shardId-000000000000", 3)).map(
      (record) => record.sequenceNumber,
    );
    expect(numbers).toHaveLength(batches.reduce((sum, size) => sum + size, 0));
    expect([...new Set(numbers)].sort()).toEqual(numbers);
    await world.kinesis.stop();
  });

  await fc.assert(property, { numRuns: 50 });
});
