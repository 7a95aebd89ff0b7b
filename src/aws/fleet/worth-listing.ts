import type { Clock } from "../../core/clock.ts";
import type { NextLook } from "../../core/observation.ts";
import { retryDelayMs } from "../../core/poll-grid.ts";
import type { SharedList } from "./shared-list.ts";

/** A list of so few pages is read to see one row; of more, the row is asked for where that has a quota of its own. */
const fewPages = 2;

export function isWorthListing(list: SharedList<unknown>): boolean {
  return list.pages() <= fewPages;
}

const shortestMs = 2_000;
const perPageMs = 350;
const shortestBusyMs = 4_500;
const busyPerPageMs = 450;
/** After a write. */
const soonestMs = 1_000;

/**
 * When to read a list again that shares Lambda's quota of 15 calls a second with everything that is being made, while
 * calls wait for that quota: the list takes a seventh of it at most, and less as long as it is short.
 * @returns undefined: now
 */
export function deferListing(clock: Pick<Clock, "now">, list: SharedList<unknown>): NextLook | undefined {
  const periodMs = Math.max(shortestBusyMs, busyPerPageMs * list.pages());
  const dueMs = (list.begunAtMs() ?? 0) + periodMs;
  return dueMs > clock.now() ? nextListing(clock, list) : undefined;
}

/**
 * When to look again at what only a list tells of that shares Lambda's quota of 15 calls a second with everything
 * that is being made: the list takes a fifth of it at most. All who ask look at the same moment.
 * @param notBeforeMs milliseconds from now that the thing will take at least
 */
export function nextListing(
  clock: Pick<Clock, "now">,
  list: SharedList<unknown>,
  notBeforeMs: number = soonestMs,
): NextLook {
  const nowMs = clock.now();
  const periodMs = Math.max(shortestMs, perPageMs * list.pages());
  const untilMs = (list.begunAtMs() ?? nowMs) + periodMs - nowMs;
  return { afterMs: retryDelayMs(nowMs, Math.max(notBeforeMs, untilMs)), alone: true };
}
