import type { Clock } from "../../src/local/clock.ts";
import type {
  ShardPosition,
  ShardRead,
  ShardView,
  StreamReader,
  StreamRecord,
} from "../../src/local/mapping/ports.ts";

interface ModelShard {
  readonly shardId: string;
  readonly parentShardIds: readonly string[];
  /** Of the 256 slots that partition keys hash to; the end is exclusive. */
  readonly from: number;
  readonly to: number;
  closed: boolean;
  records: StreamRecord[];
}

/** One Kinesis stream in memory. */
export interface ModelStream extends StreamReader {
  readonly arn: string;
  put(partitionKey: string, data: string | Uint8Array): StreamRecord;
  /** Halves an open shard, or does nothing when it is too narrow. */
  split(shardId: string): void;
  /** Joins an open shard with its right neighbour, or does nothing when it has none. */
  merge(shardId: string): void;
  openShardIds(): readonly string[];
  /** Drops records that arrived before the time, and closed shards that hold none. */
  trim(arrivedBefore: number): void;
  /** Calls of `read` so far. */
  readonly reads: number;
  remove(): void;
  /** Makes it anew, empty, after `remove`. */
  create(): void;
  readonly subscribers: number;
}

const SLOTS = 256;
const FIRST_NUMBER = 10n ** 55n;

export function createModelStream(clock: Clock, shardCount = 1, name = "model"): ModelStream {
  const arn = `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`;
  const listeners = new Set<() => void>();
  let shards: ModelShard[] | undefined;
  let count = 0n;
  let reads = 0;
  let nextShard = 0;

  const wake = () => {
    for (const listener of [...listeners]) listener();
  };
  const open = (from: number, to: number, parentShardIds: readonly string[]) => {
    const shardId = `shardId-${String(nextShard++).padStart(12, "0")}`;
    shards?.push({ shardId, parentShardIds, from, to, closed: false, records: [] });
  };
  const openShards = () => (shards ?? []).filter((shard) => !shard.closed);
  const find = (shardId: string) => shards?.find((shard) => shard.shardId === shardId);
  const create = () => {
    shards = [];
    nextShard = 0;
    const width = SLOTS / shardCount;
    for (let index = 0; index < shardCount; index += 1) {
      open(Math.floor(index * width), Math.floor((index + 1) * width), []);
    }
    wake();
  };
  create();

  return {
    arn,
    put: (partitionKey, data) => {
      const slot = slotOf(partitionKey);
      const shard = openShards().find(({ from, to }) => slot >= from && slot < to);
      if (shard === undefined) throw new Error(`no shard takes ${partitionKey}`);
      count += 1n;
      const record: StreamRecord = {
        sequenceNumber: String(FIRST_NUMBER + count),
        partitionKey,
        data: typeof data === "string" ? new TextEncoder().encode(data) : data,
        arrivedAt: clock.now(),
      };
      shard.records.push(record);
      wake();
      return record;
    },
    split: (shardId) => {
      const shard = find(shardId);
      if (shard === undefined || shard.closed || shard.to - shard.from < 2) return;
      const middle = Math.floor((shard.from + shard.to) / 2);
      shard.closed = true;
      open(shard.from, middle, [shardId]);
      open(middle, shard.to, [shardId]);
      wake();
    },
    merge: (shardId) => {
      const left = find(shardId);
      const right = openShards().find((shard) => shard.from === left?.to);
      if (left === undefined || left.closed || right === undefined) return;
      left.closed = true;
      right.closed = true;
      open(left.from, right.to, [left.shardId, right.shardId]);
      wake();
    },
    openShardIds: () => openShards().map((shard) => shard.shardId),
    trim: (arrivedBefore) => {
      for (const shard of shards ?? []) {
        shard.records = shard.records.filter((record) => record.arrivedAt >= arrivedBefore);
      }
      shards = shards?.filter((shard) => !shard.closed || shard.records.length > 0);
    },
    remove: () => {
      shards = undefined;
      wake();
    },
    create,
    get reads() {
      return reads;
    },
    get subscribers() {
      return listeners.size;
    },
    isReady: (streamArn) => streamArn === arn && shards !== undefined,
    shards: (streamArn): readonly ShardView[] | undefined => (streamArn === arn ? shards : undefined),
    read: (_, shardId, from, limit) => {
      reads += 1;
      const shard = find(shardId);
      if (shard === undefined) throw new Error(`no such shard: ${shardId}`);
      return readShard(shard, from, limit);
    },
    subscribe: (_, listener) => {
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}

function readShard(shard: ModelShard, from: ShardPosition, limit: number): ShardRead {
  const first = shard.records.findIndex((record) => isAfter(record, from));
  const records = first === -1 ? [] : shard.records.slice(first, first + limit);
  const last = records.at(-1);
  return {
    records,
    next: last === undefined ? from : { kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: last.sequenceNumber },
    ended: shard.closed && (last === undefined || last === shard.records.at(-1)),
  };
}

function isAfter(record: StreamRecord, from: ShardPosition): boolean {
  switch (from.kind) {
    case "TRIM_HORIZON":
      return true;
    case "LATEST":
      return false;
    case "AT_TIMESTAMP":
      return record.arrivedAt >= from.timestampMs;
    case "AFTER_SEQUENCE_NUMBER":
      return BigInt(record.sequenceNumber) > BigInt(from.sequenceNumber);
  }
}

function slotOf(partitionKey: string): number {
  let slot = 7;
  for (const character of partitionKey) slot = (slot * 31 + (character.codePointAt(0) ?? 0)) % SLOTS;
  return slot;
}
