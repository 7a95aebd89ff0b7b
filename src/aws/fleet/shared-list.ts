import { CallError, type Disposition } from "../../core/call-error.ts";
import type { Clock } from "../../core/clock.ts";

/** A whole list, or why there is none. A list cut short is none. */
export type Listing<Row> =
  | { readonly kind: "listed"; readonly startedAtMs: number; readonly rows: ReadonlyMap<string, Row> }
  | {
      readonly kind: "unknown";
      readonly startedAtMs: number;
      readonly reason: string;
      readonly disposition: Disposition;
    };

/** Whether asking again would give the same answer: denied, or not offered here. */
export function isFinal({ disposition }: { readonly disposition: Disposition }): boolean {
  return disposition.kind === "terminal" || disposition.kind === "auth";
}

/** A bulk list that all who need it share. */
export interface SharedList<Row> {
  /**
   * The latest list if it was begun at `newerThan` or later, else a new one; whoever asks meanwhile gets the same.
   * @throws CallError when the credentials are no good: that is no answer, and not remembered
   */
  get(newerThan: number): Promise<Listing<Row>>;
  /** Calls that reading it took the last time, 1 or more; so many may be saved by asking for one row alone. */
  pages(): number;
  /** When the latest was begun; undefined: never. */
  begunAtMs(): number | undefined;
}

/** Fetches one list from its first page to its last. */
export type FetchRows<Row> = () => Promise<ReadonlyMap<string, Row>>;

/**
 * Single flight, and reuse by age. A list that failed is an answer like any other until something newer is
 * asked for, so that a thousand waiting keys do not become a thousand lists.
 */
export function createSharedList<Row>(
  clock: Clock,
  fetch: FetchRows<Row>,
  pageSize = Number.POSITIVE_INFINITY,
): SharedList<Row> {
  let latest: { readonly startedAtMs: number; readonly listing: Promise<Listing<Row>> } | undefined;
  let rowCount = 0;
  const read = async (): Promise<ReadonlyMap<string, Row>> => {
    const rows = await fetch();
    rowCount = rows.size;
    return rows;
  };
  return {
    pages: () => Math.max(1, Math.ceil(rowCount / pageSize)),
    begunAtMs: () => latest?.startedAtMs,
    get(newerThan) {
      if (latest === undefined || latest.startedAtMs < newerThan) {
        const startedAtMs = clock.now();
        const reading = { startedAtMs, listing: toListing(startedAtMs, read) };
        latest = reading;
        reading.listing.catch(() => {
          if (latest === reading) latest = undefined;
        });
      }
      return latest.listing;
    },
  };
}

async function toListing<Row>(startedAtMs: number, fetch: FetchRows<Row>): Promise<Listing<Row>> {
  try {
    return { kind: "listed", startedAtMs, rows: await fetch() };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const { disposition, message: reason } = error;
    if (disposition.kind === "credentials") throw error;
    return { kind: "unknown", startedAtMs, reason, disposition };
  }
}
