/**
 * Opaque paging tokens: where the next page starts, hidden from the caller as AWS hides it.
 */
export function toPageToken(start: string): string {
  return Buffer.from(start, "utf8").toString("base64url");
}

/** @returns undefined for what `toPageToken` cannot have made */
export function fromPageToken(token: string): string | undefined {
  const start = Buffer.from(token, "base64url").toString("utf8");
  return toPageToken(start) === token ? start : undefined;
}

/** One page of sorted names. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The name of the first item not on this page; undefined on the last page. */
  readonly next: string | undefined;
}

/**
 * Cuts a page out of items sorted by name.
 * @param from the name to start at, inclusive; undefined is the first page
 */
export function pageFrom<Item>(
  sorted: readonly Item[],
  nameOf: (item: Item) => string,
  from: string | undefined,
  size: number,
): Page<Item> {
  const found = from === undefined ? 0 : sorted.findIndex((item) => nameOf(item) >= from);
  const start = found === -1 ? sorted.length : found;
  const next = sorted[start + size];
  return {
    items: sorted.slice(start, start + size),
    next: next === undefined ? undefined : nameOf(next),
  };
}
