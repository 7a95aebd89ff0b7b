import { createHashRing, type HashRing } from "./hash-ring.ts";
import type { Position } from "./position.ts";
import { createSequencer, parseSequenceNumber, type Sequencer } from "./sequence-number.ts";
import { isOpen, rangeOf, type ShardState } from "./shard.ts";
import { createShardLog, type LogRead, type ReadBounds, type ShardLog } from "./shard-log.ts";
import type { StoredRecord } from "./stored-record.ts";

/** The shards of one stream in memory: who takes a hash key, the next sequence numbers, the records. */
export interface LiveShards {
  /** Takes up shards it has not seen, forgets those no longer listed. */
  follow(shards: readonly ShardState[]): void;
  /** @returns the open shard a hash key falls on */
  shardFor(hashKey: bigint): ShardState | undefined;
  /** Numbers a record and appends it; not readable yet. @throws RangeError when there is no such shard */
  take(shardId: string, record: UnnumberedRecord, nowMs: number): TakenRecord;
  read(shardId: string, from: Position, bounds: ReadBounds): LogRead | undefined;
  lastOf(shardId: string): string | undefined;
  /** @returns what was dropped, by shard; shards that lost nothing are left out */
  trim(horizonMs: number): ReadonlyMap<string, readonly StoredRecord[]>;
}

export type UnnumberedRecord = Pick<StoredRecord, "partitionKey" | "data" | "encryption">;

export interface TakenRecord {
  readonly shardId: string;
  readonly record: StoredRecord;
  /** To be called once the record is durable: makes it readable. */
  confirm(): void;
}

interface LiveShard {
  readonly log: ShardLog;
  readonly sequencer: Sequencer;
}

/** @param stored durable records of each shard, in order */
export function createLiveShards(stored: ReadonlyMap<string, readonly StoredRecord[]>): LiveShards {
  const live = new Map<string, LiveShard>();
  let ring: HashRing<ShardState> = createHashRing<ShardState>([], rangeOf);
  return {
    follow: (shards) => {
      const before = new Map(live);
      live.clear();
      for (const shard of shards) {
        live.set(
          shard.shardId,
          before.get(shard.shardId) ?? openLive(shard, stored.get(shard.shardId) ?? []),
        );
      }
      ring = createHashRing(shards.filter(isOpen), rangeOf);
    },
    shardFor: (hashKey) => ring.ownerOf(hashKey),
    take: (shardId, record, nowMs) => {
      const shard = live.get(shardId);
      if (shard === undefined) throw new RangeError(`no shard ${shardId}`);
      return takeRecord(shardId, shard, record, nowMs);
    },
    read: (shardId, from, bounds) => live.get(shardId)?.log.read(from, bounds),
    lastOf: (shardId) => live.get(shardId)?.log.last,
    trim: (horizonMs) => {
      const dropped = new Map<string, readonly StoredRecord[]>();
      for (const [shardId, { log }] of live) {
        const records = log.trim(horizonMs);
        if (records.length > 0) dropped.set(shardId, records);
      }
      return dropped;
    },
  };
}

function openLive(shard: ShardState, stored: readonly StoredRecord[]): LiveShard {
  const log = createShardLog(stored, shard.trimmedTo);
  const last = parseSequenceNumber(log.last);
  if (last === undefined) throw new TypeError(`${shard.shardId} has no valid sequence number`);
  return { log, sequencer: createSequencer(last) };
}

function takeRecord(
  shardId: string,
  { log, sequencer }: LiveShard,
  record: UnnumberedRecord,
  nowMs: number,
): TakenRecord {
  const taken: StoredRecord = {
    ...record,
    sequenceNumber: sequencer.next(nowMs),
    arrivedAt: Math.max(nowMs, log.lastArrivedAt),
  };
  log.append(taken);
  return { shardId, record: taken, confirm: () => log.confirm(taken.sequenceNumber) };
}
