import type { Position } from "./position.ts";
import { SEQUENCE_DIGITS } from "./sequence-number.ts";
import { type StoredRecord, sizeOf } from "./stored-record.ts";

/**
 * The records of one shard, in memory, in the order of their sequence numbers.
 *
 * A record is appended when its write starts and read only once that write is durable: a reader never sees
 * a record that a killed process could still lose, so no checkpoint can be ahead of what is stored.
 */
export interface ShardLog {
  append(record: StoredRecord): void;
  /** Makes everything up to a sequence number readable. */
  confirm(sequenceNumber: string): void;
  read(from: Position, bounds: ReadBounds): LogRead;
  /** The highest readable sequence number, trimmed ones included; the shard's start when there was none. */
  readonly last: string;
  /** Epoch milliseconds of the newest record's arrival, readable or not; 0 when there is none. */
  readonly lastArrivedAt: number;
  /** Drops what arrived before the horizon. @returns the dropped records */
  trim(horizonMs: number): readonly StoredRecord[];
}

export interface ReadBounds {
  /** Records that arrived before it are past retention. */
  readonly horizonMs: number;
  readonly records: number;
  readonly bytes: number;
}

export interface LogRead {
  readonly records: readonly StoredRecord[];
  /** A readable record follows. */
  readonly more: boolean;
  /** No record follows, readable or still being written. */
  readonly drained: boolean;
}

/** @param stored durable records in order  @param floor the highest sequence number before them */
export function createShardLog(stored: readonly StoredRecord[], floor: string): ShardLog {
  const records = [...stored];
  let readable = records.length;
  let last = records.at(-1)?.sequenceNumber ?? floor;
  return {
    append: (record) => {
      records.push(record);
    },
    confirm: (sequenceNumber) => {
      readable = firstIndex(records, (record) => record.sequenceNumber > sequenceNumber);
      last = records[readable - 1]?.sequenceNumber ?? last;
    },
    read: (from, bounds) => {
      const start = Math.max(startOf(records, readable, from), horizonOf(records, bounds.horizonMs));
      const end = endOf(records, Math.min(start, readable), readable, bounds);
      return {
        records: records.slice(start, end),
        more: end < readable,
        drained: Math.max(start, end) >= records.length,
      };
    },
    get last() {
      return last;
    },
    get lastArrivedAt() {
      return records.at(-1)?.arrivedAt ?? 0;
    },
    trim: (horizonMs) => {
      const dropped = records.splice(0, Math.min(horizonOf(records, horizonMs), readable));
      readable -= dropped.length;
      return dropped;
    },
  };
}

function startOf(records: readonly StoredRecord[], readable: number, from: Position): number {
  switch (from.kind) {
    case "TRIM_HORIZON":
      return 0;
    case "LATEST":
      return readable;
    case "AT_TIMESTAMP":
      return firstIndex(records, (record) => record.arrivedAt >= from.timestampMs);
    case "AT_SEQUENCE_NUMBER": {
      const wanted = from.sequenceNumber.padStart(SEQUENCE_DIGITS, "0");
      return firstIndex(records, (record) => record.sequenceNumber >= wanted);
    }
    case "AFTER_SEQUENCE_NUMBER": {
      const wanted = from.sequenceNumber.padStart(SEQUENCE_DIGITS, "0");
      return firstIndex(records, (record) => record.sequenceNumber > wanted);
    }
  }
}

function horizonOf(records: readonly StoredRecord[], horizonMs: number): number {
  return firstIndex(records, (record) => record.arrivedAt >= horizonMs);
}

/** At least one record, then as many as the bounds allow. */
function endOf(
  records: readonly StoredRecord[],
  start: number,
  readable: number,
  bounds: ReadBounds,
): number {
  const limit = Math.min(readable, start + bounds.records);
  let end = start;
  let bytes = 0;
  while (end < limit) {
    const record = records[end];
    if (record === undefined) break;
    bytes += sizeOf(record);
    if (bytes > bounds.bytes && end > start) break;
    end += 1;
  }
  return end;
}

/** The first index from which on the test holds; the length when it never does. */
function firstIndex(records: readonly StoredRecord[], holdsFrom: (record: StoredRecord) => boolean): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const record = records[middle];
    if (record !== undefined && holdsFrom(record)) high = middle;
    else low = middle + 1;
  }
  return low;
}
