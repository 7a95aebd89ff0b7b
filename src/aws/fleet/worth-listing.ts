import type { SharedList } from "./shared-list.ts";

/** A list of so few pages is read to see one row; of more, the row is asked for where that has a quota of its own. */
const fewPages = 2;

export function isWorthListing(list: SharedList<unknown>): boolean {
  return list.pages() <= fewPages;
}

const shortestMs = 2_000;
const perPageMs = 500;

/**
 * How long to wait between two reads of a list that shares Lambda's quota of 15 calls a second with everything
 * that is being made: a tenth of it at most. In powers of two, so that who asks at different sizes still asks at
 * the same moments.
 * @returns milliseconds, 2,000 or more
 */
export function listingPeriodMs(list: SharedList<unknown>): number {
  return Math.max(shortestMs, perPageMs * 2 ** Math.ceil(Math.log2(list.pages())));
}
