import type { ResourceKey } from "../api/resource.ts";
import { backoffMs, propagationMs } from "../core/backoff.ts";
import type { Disposition } from "../core/call-error.ts";
import type { Rng } from "../core/clock.ts";

/** Counts each key's failures in a row, kind by kind, and says how long it rests before it is tried again. */
export interface RateLimiter {
  /** Milliseconds; undefined: not by itself. Counts one failure. */
  delayAfter(key: ResourceKey, disposition: Disposition): number | undefined;
  /** What is made of a failure at this moment: what should have spread long ago is overdue. */
  aged(key: ResourceKey, disposition: Disposition, nowMs: number): Disposition;
  /** Anything but a failure, waiting included, starts the count anew. */
  forget(key: ResourceKey): void;
}

/**
 * How long a key may rest for failures of a kind before it is given up, in milliseconds; absent: for ever. For runs
 * that end: nobody waits a quarter of an hour for a quota.
 */
export type Patience = Readonly<Partial<Record<Disposition["kind"], number>>>;

interface Failures {
  /** A right that is missing is news, however often the network failed before. */
  readonly byKind: Map<Disposition["kind"], { readonly count: number; readonly restedMs: number }>;
  /** When the first of them was for something that had not spread yet. */
  propagatingSinceMs?: number;
}

export function createRateLimiter(rng: Rng, patience: Patience = {}): RateLimiter {
  const failures = new Map<ResourceKey, Failures>();
  const failuresOf = (key: ResourceKey): Failures => {
    const found = failures.get(key) ?? { byKind: new Map() };
    failures.set(key, found);
    return found;
  };
  return {
    delayAfter(key, disposition) {
      const { byKind } = failuresOf(key);
      const { kind } = disposition;
      const before = byKind.get(kind) ?? { count: 0, restedMs: 0 };
      const count = before.count + 1;
      const delayMs = backoffMs(disposition, count, rng);
      const restedMs = before.restedMs + (delayMs ?? 0);
      byKind.set(kind, { count, restedMs });
      const isEnough = restedMs > (patience[kind] ?? Number.POSITIVE_INFINITY);
      return isEnough ? undefined : delayMs;
    },
    aged(key, disposition, nowMs) {
      if (disposition.kind !== "propagation") return disposition;
      const failed = failuresOf(key);
      failed.propagatingSinceMs ??= nowMs;
      const isOverdue = nowMs - failed.propagatingSinceMs >= propagationMs;
      return isOverdue ? { ...disposition, isOverdue } : disposition;
    },
    forget(key) {
      failures.delete(key);
    },
  };
}
