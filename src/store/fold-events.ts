import { canonical } from "../core/canonical.ts";
import type { ResourceEvent, StoredEvent } from "../core/resource-event.ts";

/** Never folded: what was done to AWS, one entry each. */
const history: readonly string[] = ["Applied", "Adopted", "Deleted"];

/** An equal event this much later, in milliseconds, is a new one. */
export const foldGapMs = 600_000;
/** And so is one this long after the first: else a list by time would have to be read from its start. */
export const foldSpanMs = 3_600_000;
/** The first few are written at once; a failure that repeats costs one write a minute after that. */
const promptWrites = 5;
const writeEveryMs = 60_000;
/** Different events remembered at a time; what is forgotten early starts a new entry. */
const remembered = 10_000;

export interface EventFolding {
  /** @returns the entry to write; undefined: counted, and written with a later one */
  fold(event: ResourceEvent): StoredEvent | undefined;
}

interface Entry {
  readonly id: string;
  readonly firstAt: string;
  readonly firstMs: number;
  lastMs: number;
  writtenMs: number;
  count: number;
}

/** Whether the event is part of what was done to AWS, rather than of how it went. */
export function isHistory(event: ResourceEvent): boolean {
  return history.includes(event.reason);
}

/** @param nextId an id no other event of the instance has */
export function createEventFolding(nextId: () => string): EventFolding {
  /** The one heard of least recently comes first. */
  const entries = new Map<string, Entry>();
  const forget = (nowMs: number) => {
    for (const [identity, entry] of entries) {
      if (entries.size <= remembered && nowMs - entry.lastMs <= foldGapMs) return;
      entries.delete(identity);
    }
  };
  return {
    fold: (event) => {
      const atMs = Date.parse(event.at);
      if (isHistory(event)) return { ...event, id: nextId(), count: 1, firstAt: event.at };
      forget(atMs);
      const identity = canonical([event.key ?? null, event.type, event.reason, event.message]);
      const open = entries.get(identity);
      const entry = open !== undefined && isOpen(open, atMs) ? open : startEntry(event, atMs, nextId());
      entries.delete(identity);
      entries.set(identity, entry);
      entry.count += 1;
      entry.lastMs = atMs;
      if (entry.count > promptWrites && atMs - entry.writtenMs < writeEveryMs) return undefined;
      entry.writtenMs = atMs;
      return { ...event, id: entry.id, count: entry.count, firstAt: entry.firstAt };
    },
  };
}

function isOpen(entry: Entry, atMs: number): boolean {
  return atMs - entry.lastMs <= foldGapMs && atMs - entry.firstMs <= foldSpanMs;
}

function startEntry(event: ResourceEvent, atMs: number, id: string): Entry {
  return { id, firstAt: event.at, firstMs: atMs, lastMs: atMs, writtenMs: atMs, count: 0 };
}
