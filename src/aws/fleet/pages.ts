import { backoffMs } from "../../core/backoff.ts";
import { CallError } from "../../core/call-error.ts";
import type { Clock } from "../../core/clock.ts";

/** One page of a list, and where the next one begins; undefined or "": there is none. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** How often one page is asked for before the whole list is given up. */
const attemptsPerPage = 4;

/**
 * All items of a list. A page that fails in a way that may heal is asked for again, since otherwise the pages
 * before it were in vain.
 * @throws CallError, also when a page says that it comes after itself
 */
export async function allPages<Item>(
  clock: Clock,
  call: string,
  page: (token: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const { items: more, next } = await persistently(clock, () => page(token));
    items.push(...more);
    if (next !== undefined && next !== "" && next === token) {
      throw new CallError(call, { kind: "transient" }, new Error("the next page is the same page"));
    }
    token = next === "" ? undefined : next;
  } while (token !== undefined);
  return items;
}

async function persistently<T>(clock: Clock, read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      const delayMs = attempt < attemptsPerPage ? delayAfter(error, attempt) : undefined;
      if (delayMs === undefined) throw error;
      await clock.sleep(delayMs);
    }
  }
}

/** A quarter of the longest back-off: one list is read by one reader, so there is no crowd to spread. */
function delayAfter(error: unknown, attempt: number): number | undefined {
  if (!(error instanceof CallError) || error.disposition.kind === "conflict") return undefined;
  return backoffMs(error.disposition, attempt, { next: () => 0.25 });
}
