import type { LeaseRow } from "../core/controller-row.ts";
import { isSameWrite } from "./lease-row.ts";

/** Notices on its own clock that somebody else's lease is no longer renewed. */
export interface LeaseWatch {
  /**
   * Milliseconds until the lease has been seen unchanged for as long as its holder may count on it; 0: it is over.
   * @param nowMs after the answer came. The holder counts from before it sent the write that is seen here, so it
   * stops before we take over, whatever the clocks of the two machines say.
   */
  leftMs(row: LeaseRow, nowMs: number): number;
}

/** @param validMs how long at least a lease counts, whatever its row says */
export function createLeaseWatch(validMs: number): LeaseWatch {
  let seen: { readonly row: LeaseRow; readonly sinceMs: number } | undefined;
  return {
    leftMs: (row, nowMs) => {
      if (seen === undefined || !isSameWrite(seen.row, row)) seen = { row, sinceMs: nowMs };
      return Math.max(0, seen.sinceMs + Math.max(validMs, row.leaseMs) - nowMs);
    },
  };
}
