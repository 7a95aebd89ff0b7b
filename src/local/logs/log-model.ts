import type { TaggedRow } from "../once-tagged.ts";
import type { Table } from "../storage.ts";
import type { StoredEvent } from "./event-order.ts";
import type { SubscriptionFilter } from "./subscription-filter.ts";

export interface GroupRow extends TaggedRow {
  readonly region: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly logGroupClass: string;
  readonly deletionProtected: boolean;
  /** Absent: events never expire. */
  readonly retentionDays?: number;
  readonly kmsKeyId?: string;
  /** Sorted by name; absent: it never had any. */
  readonly filters?: readonly SubscriptionFilter[];
}

export interface StreamRow {
  /** Tells a stream from a later one of the same name. */
  readonly id: string;
  readonly region: string;
  readonly group: string;
  readonly name: string;
  readonly createdAt: number;
}

/** Events that arrived together; rows are only ever added and removed. */
export interface BatchRow {
  readonly ingestedAt: number;
  /** Of the first event; the others follow. */
  readonly seq: number;
  readonly events: readonly (readonly [timestamp: number, message: string])[];
}

export interface LogStream {
  readonly row: StreamRow;
  /** Sorted. */
  readonly events: StoredEvent[];
  batches: { readonly key: string; readonly lastTimestamp: number }[];
  lastIngestedAt: number | undefined;
}

export interface LogGroup {
  row: GroupRow;
  readonly streams: Map<string, LogStream>;
  /** Of all its streams, sorted. */
  events: StoredEvent[];
  storedBytes: number;
}

export interface LogTables {
  readonly groups: Table<GroupRow>;
  readonly streams: Table<StreamRow>;
  readonly batches: Table<BatchRow>;
}

export const groupKey = (region: string, name: string) => `${region}:${name}`;
export const streamKey = (row: StreamRow) => `${row.region}:${row.group}:${row.name}`;
export const batchKey = (row: StreamRow, batch: BatchRow) =>
  `${row.id}/${String(batch.seq).padStart(16, "0")}`;
/** @returns the id of the stream a batch belongs to */
export const streamIdOf = (key: string) => key.slice(0, key.indexOf("/"));

export const newGroup = (row: GroupRow): LogGroup => ({
  row,
  streams: new Map(),
  events: [],
  storedBytes: 0,
});
export const newStream = (row: StreamRow): LogStream => ({
  row,
  events: [],
  batches: [],
  lastIngestedAt: undefined,
});

/** What CloudWatch Logs adds to each event's UTF-8 size. */
export const eventOverheadBytes = 26;
export const eventSizeBytes = (event: { readonly message: string }) =>
  Buffer.byteLength(event.message) + eventOverheadBytes;
