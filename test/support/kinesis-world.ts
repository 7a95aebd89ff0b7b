import { createKinesis, type Kinesis } from "../../src/local/kinesis/create-kinesis.ts";
import type { JsonObject } from "../../src/local/service.ts";
import { openStorage, type Storage } from "../../src/local/storage.ts";
import { callerOf } from "./made-up-call.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

export const ACCOUNT = "000000000000";
export const CREATING_MS = 300;
export const UPDATING_MS = 200;
export const DELETING_MS = 100;

/** A record as a consumer sees it. */
export interface SeenRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: string;
}

/** An embedded Kinesis on virtual time. */
export interface KinesisWorld {
  readonly clock: VirtualClock;
  readonly storage: Storage;
  readonly kinesis: Kinesis;
  readonly call: ReturnType<typeof callerOf>;
  /** Creates a provisioned stream and waits until it is ACTIVE. */
  create(name: string, shardCount?: number): Promise<void>;
  /** Lets an update take effect. */
  updated(): Promise<void>;
  put(name: string, partitionKey: string, data: string): Promise<JsonObject>;
  /** Everything from one position of a shard on, in pages. */
  readShard(name: string, shardId: string, limit?: number): Promise<readonly SeenRecord[]>;
  shards(name: string): Promise<readonly JsonObject[]>;
}

export interface WorldOptions {
  readonly storage?: Storage;
  readonly clock?: VirtualClock;
  readonly enforceLimits?: boolean;
}

export async function createKinesisWorld(options: WorldOptions = {}): Promise<KinesisWorld> {
  const { clock = createVirtualClock(), enforceLimits = false } = options;
  const storage = options.storage ?? (await openStorage(undefined));
  const durations = { creatingMs: CREATING_MS, updatingMs: UPDATING_MS, deletingMs: DELETING_MS };
  const kinesis = await createKinesis({ storage, clock, accountId: ACCOUNT, durations, enforceLimits });
  const call = callerOf(kinesis.service);
  return {
    clock,
    storage,
    kinesis,
    call,
    create: async (name, shardCount = 1) => {
      await call("CreateStream", { StreamName: name, ShardCount: shardCount });
      await clock.advance(CREATING_MS);
    },
    updated: () => clock.advance(UPDATING_MS),
    put: (name, partitionKey, data) =>
      call("PutRecord", { StreamName: name, PartitionKey: partitionKey, Data: base64(data) }),
    readShard: (name, shardId, limit = 10_000) => readAll(call, { name, shardId, limit }),
    shards: async (name) => listOf((await call("ListShards", { StreamName: name }))["Shards"]),
  };
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

export function listOf(value: unknown): readonly JsonObject[] {
  return value as readonly JsonObject[];
}

interface ShardToRead {
  readonly name: string;
  readonly shardId: string;
  readonly limit: number;
}

async function readAll(
  call: KinesisWorld["call"],
  { name, shardId, limit }: ShardToRead,
): Promise<readonly SeenRecord[]> {
  const start = { StreamName: name, ShardId: shardId, ShardIteratorType: "TRIM_HORIZON" };
  let iterator = (await call("GetShardIterator", start))["ShardIterator"];
  const seen: SeenRecord[] = [];
  while (iterator !== undefined) {
    const page = await call("GetRecords", { ShardIterator: iterator, Limit: limit });
    const records = listOf(page["Records"]).map((record) => ({
      shardId,
      sequenceNumber: String(record["SequenceNumber"]),
      partitionKey: String(record["PartitionKey"]),
      data: Buffer.from(String(record["Data"]), "base64").toString(),
    }));
    seen.push(...records);
    if (records.length === 0) break;
    iterator = page["NextShardIterator"];
  }
  return seen;
}
