import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Storage } from "../storage.ts";
import type { StoredEvent } from "./event-order.ts";
import { indexBatch, loadLogs, removeExpired } from "./log-index.ts";
import {
  type BatchRow,
  batchKey,
  eventSizeBytes,
  type GroupRow,
  groupKey,
  type LogGroup,
  type LogStream,
  type LogTables,
  newGroup,
  newStream,
  type StreamRow,
  streamKey,
} from "./log-model.ts";

export interface LogStore {
  group(region: string, name: string): LogGroup | undefined;
  /** Sorted by name. */
  groups(region: string): readonly LogGroup[];
  /** Creates the group, or changes its row. */
  putGroup(row: GroupRow): Promise<void>;
  deleteGroup(group: LogGroup): Promise<void>;
  createStream(group: LogGroup, name: string): Promise<LogStream>;
  deleteStream(group: LogGroup, stream: LogStream): Promise<void>;
  /** @param events ascending by timestamp @returns them as they are kept */
  append(group: LogGroup, stream: LogStream, events: readonly NewEvent[]): Promise<readonly StoredEvent[]>;
  /** Events older than this have expired; undefined when they never do. */
  expiry(group: LogGroup): number | undefined;
}

export interface NewEvent {
  readonly timestamp: number;
  readonly message: string;
}

const dayMs = 86_400_000;
const purgeEveryMs = 3_600_000;

/**
 * Groups, streams and events, durable. Events are kept in memory twice sorted: by stream for GetLogEvents and
 * by group for FilterLogEvents. Expired ones are hidden by the readers at once and removed when their group
 * is next written to or the store is opened.
 */
export async function openLogStore(storage: Storage, clock: Clock): Promise<LogStore> {
  const tables: LogTables = {
    groups: await storage.table<GroupRow>("logs/groups"),
    streams: await storage.table<StreamRow>("logs/streams"),
    batches: await storage.table<BatchRow>("logs/batches"),
  };
  const groups = new Map<string, LogGroup>();
  const sortedByRegion = new Map<string, readonly LogGroup[]>();
  const purgedAt = new WeakMap<LogGroup, number>();
  let nextSeq = await loadLogs(tables, groups);

  const expiry = (group: LogGroup) =>
    group.row.retentionDays === undefined ? undefined : clock.now() - group.row.retentionDays * dayMs;
  const purge = async (group: LogGroup) => {
    const before = expiry(group);
    if (before === undefined || clock.now() < (purgedAt.get(group) ?? 0) + purgeEveryMs) return;
    purgedAt.set(group, clock.now());
    await removeExpired(tables, group, before);
  };
  for (const group of groups.values()) await purge(group);

  const dropStream = async (stream: LogStream) => {
    await Promise.all([
      tables.streams.delete(streamKey(stream.row)),
      ...stream.batches.map(({ key }) => tables.batches.delete(key)),
    ]);
  };

  return {
    expiry,
    group: (region, name) => groups.get(groupKey(region, name)),
    groups: (region) => {
      const known = sortedByRegion.get(region);
      if (known !== undefined) return known;
      const sorted = [...groups.values()]
        .filter(({ row }) => row.region === region)
        .sort((left, right) => (left.row.name < right.row.name ? -1 : 1));
      sortedByRegion.set(region, sorted);
      return sorted;
    },
    putGroup: async (row) => {
      const key = groupKey(row.region, row.name);
      const known = groups.get(key);
      if (known !== undefined) known.row = row;
      else {
        groups.set(key, newGroup(row));
        sortedByRegion.delete(row.region);
      }
      await tables.groups.set(key, row);
    },
    deleteGroup: async (group) => {
      const key = groupKey(group.row.region, group.row.name);
      groups.delete(key);
      sortedByRegion.delete(group.row.region);
      await Promise.all([tables.groups.delete(key), ...[...group.streams.values()].map(dropStream)]);
    },
    createStream: async (group, name) => {
      const { region, name: groupName } = group.row;
      const row = { id: randomUUID(), region, group: groupName, name, createdAt: clock.now() };
      const stream = newStream(row);
      group.streams.set(name, stream);
      await tables.streams.set(streamKey(row), row);
      return stream;
    },
    deleteStream: async (group, stream) => {
      group.streams.delete(stream.row.name);
      for (const event of stream.events) group.storedBytes -= eventSizeBytes(event);
      group.events = group.events.filter((event) => event.stream !== stream.row.name);
      await dropStream(stream);
    },
    append: async (group, stream, events) => {
      if (events.length === 0) return [];
      const batch: BatchRow = {
        ingestedAt: clock.now(),
        seq: nextSeq,
        events: events.map(({ timestamp, message }) => [timestamp, message]),
      };
      nextSeq += events.length;
      const key = batchKey(stream.row, batch);
      const stored = indexBatch(group, stream, key, batch);
      await Promise.all([tables.batches.set(key, batch), purge(group)]);
      return stored;
    },
  };
}
