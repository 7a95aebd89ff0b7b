import type { ResourceKey } from "../api/resource.ts";
import { backoffMs } from "../core/backoff.ts";
import type { Disposition } from "../core/call-error.ts";
import type { Rng } from "../core/clock.ts";

/** Counts each key's failures in a row, and says how long it rests before it is tried again. */
export interface RateLimiter {
  /** Milliseconds; undefined: not again before the spec changes or the next resync. Counts one failure. */
  delayAfter(key: ResourceKey, disposition: Disposition): number | undefined;
  /** Anything but a failure, waiting included, starts the count anew. */
  forget(key: ResourceKey): void;
}

export function createRateLimiter(rng: Rng): RateLimiter {
  const failures = new Map<ResourceKey, number>();
  return {
    delayAfter(key, disposition) {
      const attempt = (failures.get(key) ?? 0) + 1;
      failures.set(key, attempt);
      return backoffMs(disposition, attempt, rng);
    },
    forget(key) {
      failures.delete(key);
    },
  };
}
