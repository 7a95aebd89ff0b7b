import type { Members } from "../members.ts";
import type { StoredEvent } from "./event-order.ts";
import { eventSizeBytes } from "./log-model.ts";

const maxPageBytes = 1_048_576;

/** The first events that together stay within the limit and a response of 1 MB; at least one, if there is any. */
export function takeWhileFits(events: Iterable<StoredEvent>, limit: number): StoredEvent[] {
  const page: StoredEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    bytes += eventSizeBytes(event);
    if (page.length === limit || (bytes > maxPageBytes && page.length > 0)) break;
    page.push(event);
  }
  return page;
}

/** Epoch milliseconds. */
export function readTime(members: Members, name: string): number | undefined {
  return members.integer(name, { min: 0, max: Number.MAX_SAFE_INTEGER - 1 });
}
