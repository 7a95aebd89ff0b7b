import type { ResourceKey } from "../api/resource.ts";
import type { Clock } from "../core/clock.ts";
import type { ResourceEvent, StoredEvent } from "../core/resource-event.ts";
import { createEventFolding, foldSpanMs, isHistory } from "./fold-events.ts";
import { eventPrefix, type Item, type ItemKey, withoutKeys } from "./item.ts";
import type { ItemTable } from "./item-table.ts";
import { checkShape, type Shape } from "./shape.ts";

const daySeconds = 86_400;
const historyDays = 90;
const foldedDays = 7;
const defaultLimit = 100;
/** Sorts behind every time. */
const afterAll = "~";

const shape: Shape = {
  id: "string",
  type: "string",
  reason: "string",
  message: "string",
  at: "string",
  firstAt: "string",
  count: "number",
};

export interface EventLog {
  /**
   * Equal events within ten minutes are one entry with a count, for an hour at most; the stored count lags by up to
   * a minute when they come often. `Applied`, `Adopted` and `Deleted` stand alone. @throws StateUnavailableError
   */
  record(event: ResourceEvent): Promise<void>;
}

/** @param deps.epoch of the lease: with a count it makes ids that no other process has */
export function createEventLog(deps: {
  readonly items: ItemTable;
  readonly instance: string;
  readonly epoch: () => number;
}): EventLog {
  let made = 0;
  const folding = createEventFolding(() => {
    made += 1;
    return `${deps.epoch()}-${String(made).padStart(8, "0")}`;
  });
  return {
    record: async (event) => {
      const due = folding.fold(event);
      if (due !== undefined) await deps.items.put(eventItem(deps.instance, due));
    },
  };
}

/** Entries are kept for 90 days when they are history, else for 7 after the last of them. */
export function eventItem(instance: string, event: StoredEvent): Item & ItemKey {
  const firstAt = new Date(event.firstAt).toISOString();
  const days = isHistory(event) ? historyDays : foldedDays;
  return {
    pk: instance,
    sk: `${eventPrefix}${firstAt}#${event.id}`,
    ...event,
    expiresAt: Math.floor(Date.parse(event.at) / 1000) + days * daySeconds,
  };
}

export interface EventQuery {
  /** Absent: of all resources and of the instance. */
  readonly key?: ResourceKey;
  /** Default 100. */
  readonly limit?: number;
  /** ISO 8601: none that last happened before. */
  readonly since?: string;
}

/**
 * The newest first, by when they last happened. Entries lie in order of their first time, which is at most
 * `foldSpanMs` before the last: so reading ends where nothing older can be newer than what was found.
 * @throws StateUnavailableError, MalformedItemError
 */
export async function readEvents(
  deps: { readonly items: ItemTable; readonly instance: string; readonly clock: Clock },
  { key, limit = defaultLimit, since }: EventQuery,
): Promise<readonly StoredEvent[]> {
  const sinceMs = since === undefined ? 0 : Date.parse(since);
  const from = `${eventPrefix}${new Date(Math.max(0, sinceMs - foldSpanMs)).toISOString()}`;
  const pages = deps.items.pages({
    pk: deps.instance,
    sk: { from, to: `${eventPrefix}${afterAll}` },
    descending: true,
    ...(key === undefined ? { pageSize: Math.max(limit, 200) } : { where: { attribute: "key", is: key } }),
  });
  let found: readonly StoredEvent[] = [];
  for await (const page of pages) {
    const live = page.filter((item) => isLive(item, deps.clock)).map(eventOf);
    found = newest([...found, ...live.filter(({ at }) => Date.parse(at) >= sinceMs)], limit);
    if (found.length === limit && !mayBeBeaten(found.at(-1), page.at(-1))) break;
  }
  return found;
}

function newest(events: readonly StoredEvent[], limit: number): readonly StoredEvent[] {
  return events.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, limit);
}

/** Whether an entry that began no later than the last one read can have happened after the last one found. */
function mayBeBeaten(lastFound: StoredEvent | undefined, lastRead: Item | undefined): boolean {
  if (lastFound === undefined || lastRead === undefined) return true;
  return Date.parse(lastFound.at) <= Date.parse(String(lastRead["firstAt"])) + foldSpanMs;
}

function isLive(item: Item, clock: Clock): boolean {
  return Number(item["expiresAt"]) * 1000 > clock.now();
}

function eventOf(item: Item): StoredEvent {
  checkShape(item, shape, String(item["sk"]));
  return withoutKeys(item) as unknown as StoredEvent;
}
