import type { Clock } from "../clock.ts";

/** A rate limit: `perSecond` tokens a second, at most one second's worth saved up. */
export interface TokenBucket {
  /** @returns false when none is left */
  take(): boolean;
}

export function createTokenBucket(clock: Clock, perSecond: number): TokenBucket {
  let tokens = perSecond;
  let filledAt = clock.now();
  return {
    take: () => {
      const now = clock.now();
      tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond);
      filledAt = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
