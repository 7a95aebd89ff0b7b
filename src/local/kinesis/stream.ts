import type { Table } from "../storage.ts";
import { createLiveShards, type LiveShards, type UnnumberedRecord } from "./live-shards.ts";
import type { Position } from "./position.ts";
import { isRetained, type ShardState } from "./shard.ts";
import type { LogRead } from "./shard-log.ts";
import { recordKey, type StoredRecord, shardIdOfKey } from "./stored-record.ts";
import { horizonOf, type StreamState } from "./stream-state.ts";

export interface NewRecord {
  readonly shardId: string;
  readonly partitionKey: string;
  /** Base64. */
  readonly data: string;
}

export interface StreamReadBounds {
  readonly nowMs: number;
  readonly records: number;
  readonly bytes: number;
}

export interface StreamTables {
  readonly streams: Table<StreamState>;
  /** This stream's alone. */
  readonly records: Table<StoredRecord>;
}

/** A stream: its state and records in memory, over the row and the table that keep them. */
export class Stream {
  #state: StreamState;
  readonly #tables: StreamTables;
  readonly #live: LiveShards;
  readonly #wake: () => void;

  /**
   * Takes up a stream with the records an earlier run left.
   * @param wake called after every durable change
   */
  constructor(state: StreamState, tables: StreamTables, wake: () => void) {
    this.#state = state;
    this.#tables = tables;
    this.#wake = wake;
    this.#live = createLiveShards(storedRecords(state, tables.records));
    this.#live.follow(state.shards);
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Seen at once by the next call; resolves when durable, and has woken who listens. */
  async save(state: StreamState): Promise<void> {
    this.#state = state;
    this.#live.follow(state.shards);
    await this.#tables.streams.set(state.arn, state);
    this.#wake();
  }

  /** @returns the open shard a hash key falls on; undefined while the stream has no shards */
  shardFor(hashKey: bigint): ShardState | undefined {
    return this.#live.shardFor(hashKey);
  }

  /** Shards within retention, in creation order. */
  shards(nowMs: number): readonly ShardState[] {
    const horizonMs = horizonOf(this.#state, nowMs);
    return this.#state.shards.filter((shard) => isRetained(shard, horizonMs));
  }

  /** @returns the sequence numbers in the same order, once all records are durable and readable */
  async append(records: readonly NewRecord[], nowMs: number): Promise<readonly string[]> {
    const numberable = encrypted(records, this.#state);
    const sequenceNumbers = await appendDurably(this.#live, this.#tables.records, numberable, nowMs);
    this.#wake();
    return sequenceNumbers;
  }

  /** @returns undefined when there is no such shard */
  read(shardId: string, from: Position, { nowMs, ...bounds }: StreamReadBounds): LogRead | undefined {
    return this.#live.read(shardId, from, { ...bounds, horizonMs: horizonOf(this.#state, nowMs) });
  }

  /** The highest readable sequence number of a shard. */
  lastOf(shardId: string): string | undefined {
    return this.#live.lastOf(shardId);
  }

  /** Drops records and closed shards past retention. */
  async trim(nowMs: number): Promise<void> {
    if (this.#state.status === "DELETING") return;
    const trimmed = trimShards(this.#live, this.#state, nowMs);
    if (trimmed === undefined) return;
    const deletions = trimmed.keys.map((key) => this.#tables.records.delete(key));
    await Promise.all([...deletions, this.save(trimmed.state)]);
  }

  /** Removes its row and its records in one write; takes and gives no more records. */
  async destroy(): Promise<void> {
    this.#live.follow([]);
    const { records, streams } = this.#tables;
    const keys = Array.from(records.entries(), ([key]) => key);
    await Promise.all([...keys.map((key) => records.delete(key)), streams.delete(this.#state.arn)]);
    this.#wake();
  }
}

/** Rows of no listed shard, or from before the shard's time, are left out: a stop in mid-write may leave some. */
function storedRecords(
  state: StreamState,
  table: Table<StoredRecord>,
): ReadonlyMap<string, readonly StoredRecord[]> {
  const floors = new Map(state.shards.map((shard) => [shard.shardId, shard.trimmedTo]));
  const stored = new Map<string, StoredRecord[]>(state.shards.map((shard) => [shard.shardId, []]));
  for (const [key, record] of table.entries()) {
    const shardId = shardIdOfKey(key);
    if (record.sequenceNumber > (floors.get(shardId) ?? "~")) stored.get(shardId)?.push(record);
  }
  return stored;
}

type NumberableRecord = UnnumberedRecord & { readonly shardId: string };

function encrypted(records: readonly NewRecord[], state: StreamState): readonly NumberableRecord[] {
  if (state.settings.kmsKeyId === null) return records;
  return records.map((record) => ({ ...record, encryption: "KMS" }));
}

/** All records are numbered before the first wait, so that calls keep their order. */
async function appendDurably(
  live: LiveShards,
  table: Table<StoredRecord>,
  records: readonly NumberableRecord[],
  nowMs: number,
): Promise<readonly string[]> {
  const taken = records.map(({ shardId, ...record }) => live.take(shardId, record, nowMs));
  const writes = taken.map(({ shardId, record }) =>
    table.set(recordKey(shardId, record.sequenceNumber), record),
  );
  await Promise.all(writes);
  for (const one of taken) one.confirm();
  return taken.map(({ record }) => record.sequenceNumber);
}

/** @returns what must be written: row keys to delete and the new state; undefined when nothing expired */
function trimShards(
  live: LiveShards,
  state: StreamState,
  nowMs: number,
): { readonly keys: readonly string[]; readonly state: StreamState } | undefined {
  const horizonMs = horizonOf(state, nowMs);
  const dropped = live.trim(horizonMs);
  const retained = state.shards.filter((shard) => isRetained(shard, horizonMs));
  if (dropped.size === 0 && retained.length === state.shards.length) return undefined;
  const keys = [...dropped].flatMap(([shardId, records]) =>
    records.map((record) => recordKey(shardId, record.sequenceNumber)),
  );
  const shards = retained.map((shard) => {
    const last = dropped.get(shard.shardId)?.at(-1);
    return last === undefined ? shard : { ...shard, trimmedTo: last.sequenceNumber };
  });
  return { keys, state: { ...state, shards } };
}
