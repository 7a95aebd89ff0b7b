import type { LeaseTiming } from "./lease-term.ts";

/** How long a leader that says nothing keeps others out, in milliseconds. */
export const defaultLeaseMs = 30_000;

/** A leader that is told to stop takes up to 1.1 s, and the next is to lead within 2. */
const mostPollMs = 500;
/** Of a lease: what a standby's polling and calls take from it. */
const mostMarginMs = 2_000;
/** An AWS call takes this long at most, however long the lease. */
const mostCallMs = 15_000;

/**
 * What to do when, so that a standby leads at most `leaseMs` after a leader fell silent. Of 30 s:
 *
 * | poll | valid | renew | call |
 * |------|-------|-------|------|
 * | up to 0.5 s until the last renewal was seen | 28 s without another | every 5 s | 15 s, and none begins with less left |
 *
 * What is left over is for the standby's own calls. Shorter ones have the same proportions.
 */
export function leaseTimingOf(leaseMs: number): LeaseTiming {
  return {
    validMs: leaseMs - Math.min(mostMarginMs, Math.ceil(leaseMs / 15)),
    renewMs: Math.floor(leaseMs / 6),
    callTimeoutMs: Math.min(mostCallMs, Math.floor(leaseMs / 2)),
    pollMs: Math.min(mostPollMs, Math.floor(leaseMs / 60)),
  };
}
