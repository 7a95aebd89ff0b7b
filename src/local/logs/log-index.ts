import { gapAt, indexOfGap, isBefore, mergeInto, type StoredEvent } from "./event-order.ts";
import {
  type BatchRow,
  eventSizeBytes,
  groupKey,
  type LogGroup,
  type LogStream,
  type LogTables,
  newGroup,
  newStream,
  streamIdOf,
} from "./log-model.ts";

/** Adds a batch to the events of its stream and group. @returns its events */
export function indexBatch(
  group: LogGroup,
  stream: LogStream,
  key: string,
  batch: BatchRow,
): readonly StoredEvent[] {
  const events = eventsOf(stream, batch);
  mergeInto(stream.events, events);
  mergeInto(group.events, events);
  noteBatch(group, stream, key, events);
  return events;
}

function eventsOf(stream: LogStream, batch: BatchRow): StoredEvent[] {
  return batch.events.map(([timestamp, message], offset) => ({
    timestamp,
    seq: batch.seq + offset,
    message,
    ingestedAt: batch.ingestedAt,
    stream: stream.row.name,
  }));
}

function noteBatch(group: LogGroup, stream: LogStream, key: string, events: readonly StoredEvent[]): void {
  for (const event of events) group.storedBytes += eventSizeBytes(event);
  const last = events.at(-1);
  if (last === undefined) return;
  stream.batches.push({ key, lastTimestamp: last.timestamp });
  stream.lastIngestedAt = Math.max(stream.lastIngestedAt ?? 0, last.ingestedAt);
}

interface Owner {
  readonly group: LogGroup;
  readonly stream: LogStream;
}

/**
 * Rebuilds what an earlier run left, sorting each group once: merging batch by batch would be quadratic.
 * @returns the next free sequence number
 */
export async function loadLogs(tables: LogTables, groups: Map<string, LogGroup>): Promise<number> {
  for (const [key, row] of tables.groups.entries()) groups.set(key, newGroup(row));
  const owners = loadStreams(tables, groups);
  let nextSeq = 1;
  for (const [key, batch] of [...tables.batches.entries()]) {
    nextSeq = Math.max(nextSeq, batch.seq + batch.events.length);
    const owner = owners.get(streamIdOf(key));
    // Events that arrived while their stream was being deleted have no owner.
    if (owner === undefined) await tables.batches.delete(key);
    else loadBatch(owner, key, batch);
  }
  for (const group of groups.values()) {
    group.events.sort(inOrder);
    for (const stream of group.streams.values()) stream.events.sort(inOrder);
  }
  return nextSeq;
}

/** @returns the streams by id */
function loadStreams(tables: LogTables, groups: ReadonlyMap<string, LogGroup>): Map<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const [, row] of tables.streams.entries()) {
    const group = groups.get(groupKey(row.region, row.group));
    if (group === undefined) continue;
    const stream = newStream(row);
    group.streams.set(row.name, stream);
    owners.set(row.id, { group, stream });
  }
  return owners;
}

/** Leaves the events unsorted. */
function loadBatch({ group, stream }: Owner, key: string, batch: BatchRow): void {
  const events = eventsOf(stream, batch);
  for (const event of events) {
    stream.events.push(event);
    group.events.push(event);
  }
  noteBatch(group, stream, key, events);
}

const inOrder = (left: StoredEvent, right: StoredEvent) => (isBefore(left, right) ? -1 : 1);

/** Takes expired events out of memory, and those batches off the disk of which nothing is left. */
export async function removeExpired(tables: LogTables, group: LogGroup, before: number): Promise<void> {
  const expired = group.events.splice(0, indexOfGap(group.events, gapAt(before)));
  for (const event of expired) group.storedBytes -= eventSizeBytes(event);
  const deletions: Promise<void>[] = [];
  for (const stream of group.streams.values()) {
    stream.events.splice(0, indexOfGap(stream.events, gapAt(before)));
    const kept = stream.batches.filter(({ lastTimestamp }) => lastTimestamp >= before);
    for (const { key, lastTimestamp } of stream.batches) {
      if (lastTimestamp < before) deletions.push(tables.batches.delete(key));
    }
    stream.batches = kept;
  }
  await Promise.all(deletions);
}
