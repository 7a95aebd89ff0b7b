import type { Disposition } from "./call-error.ts";
import type { Rng } from "./clock.ts";

/**
 * | disposition | delay before try n + 1                                       |
 * |-------------|--------------------------------------------------------------|
 * | transient   | 0 to min(30 s, 1 s × 2^(n-1)), full jitter                   |
 * | throttled   | 0 to min(45 s, 2 s × 2^(n-1)), full jitter                   |
 * | conflict    | 1 s; from the eleventh on min(30 s, 1 s × 2^(n-10))          |
 * | propagation | half to all of min(30 s, 2 s × 2^(n-1)); overdue: none       |
 * | dependency  | 30 to 60 s; its event may come sooner                        |
 * | auth        | half to all of min(5 min, 10 s × 2^(n-1))                    |
 * | quota       | 15 to 20 min                                                 |
 * | credentials | none: woken when the environment works again                 |
 * | terminal    | none                                                         |
 *
 * The first three caps stay below the default resync period of 60 s. Those that wait for something to spread begin
 * at half, because trying at once is in vain. A conflict that lasts has another cause than a change under way, and
 * each try reads lists anew.
 */
const exponential = {
  transient: { baseMs: 1_000, capMs: 30_000, least: 0 },
  throttled: { baseMs: 2_000, capMs: 45_000, least: 0 },
  propagation: { baseMs: 2_000, capMs: 30_000, least: 0.5 },
  auth: { baseMs: 10_000, capMs: 300_000, least: 0.5 },
} as const;

const conflictDelayMs = 1_000;
const conflictCapMs = 30_000;
const usualConflicts = 10;
const dependencyPollMs = 30_000;
const quotaRestMs = 15 * 60_000;
const quotaSpreadMs = 5 * 60_000;

/**
 * How long changes in IAM and KMS may take to be known everywhere, in milliseconds. Mostly it is seconds; what is
 * not known after this long waits for a person.
 */
export const propagationMs = 5 * 60_000;

/**
 * Delay before a failed key is tried again.
 * @param attempt failures in a row so far, 1 or more
 * @returns milliseconds; undefined: not before the spec changes, something wakes it, or the next resync
 */
export function backoffMs(disposition: Disposition, attempt: number, rng: Rng): number | undefined {
  switch (disposition.kind) {
    case "transient":
    case "throttled":
    case "auth":
      return spread(disposition.kind, attempt, rng);
    case "propagation":
      return disposition.isOverdue ? undefined : spread("propagation", attempt, rng);
    case "conflict":
      return Math.min(conflictCapMs, conflictDelayMs * 2 ** Math.max(0, attempt - usualConflicts));
    case "dependency":
      return Math.floor(dependencyPollMs * (1 + rng.next()));
    case "quota":
      return Math.floor(quotaRestMs + quotaSpreadMs * rng.next());
    case "credentials":
    case "terminal":
      return undefined;
  }
}

function spread(kind: keyof typeof exponential, attempt: number, rng: Rng): number {
  const { least } = exponential[kind];
  return Math.floor((least + (1 - least) * rng.next()) * ceilingMs(kind, attempt));
}

/** The longest a back-off of this kind can be after so many failures. */
export function ceilingMs(kind: keyof typeof exponential, attempt: number): number {
  const { baseMs, capMs } = exponential[kind];
  return Math.min(capMs, baseMs * 2 ** Math.max(0, attempt - 1));
}
