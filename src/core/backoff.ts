import type { Disposition } from "./call-error.ts";
import type { Rng } from "./clock.ts";

/**
 * | disposition | delay before try n + 1                       |
 * |-------------|----------------------------------------------|
 * | transient   | 0 to min(30 s, 1 s × 2^(n-1)), full jitter   |
 * | throttled   | 0 to min(45 s, 2 s × 2^(n-1)), full jitter   |
 * | conflict    | 1 s                                          |
 * | terminal    | none                                         |
 *
 * The caps stay below the default resync period of 60 s. A new role can take minutes to become assumable.
 */
const exponential = {
  transient: { baseMs: 1_000, capMs: 30_000 },
  throttled: { baseMs: 2_000, capMs: 45_000 },
} as const;

const conflictDelayMs = 1_000;

/**
 * Delay before a failed key is tried again.
 * @param attempt failures in a row so far, 1 or more
 * @returns milliseconds; undefined: not before the spec changes or the next resync
 */
export function backoffMs(disposition: Disposition, attempt: number, rng: Rng): number | undefined {
  switch (disposition.kind) {
    case "transient":
    case "throttled":
      return Math.floor(rng.next() * ceilingMs(disposition.kind, attempt));
    case "conflict":
      return conflictDelayMs;
    case "terminal":
      return undefined;
  }
}

/** The longest a back-off of this kind can be after so many failures. */
export function ceilingMs(kind: keyof typeof exponential, attempt: number): number {
  const { baseMs, capMs } = exponential[kind];
  return Math.min(capMs, baseMs * 2 ** Math.max(0, attempt - 1));
}
