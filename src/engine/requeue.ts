import type { ResourceKey } from "../api/resource.ts";
import type { Clock } from "../core/clock.ts";
import type { NextLook } from "../core/observation.ts";
import { pollDelayMs, retryDelayMs } from "../core/poll-grid.ts";
import type { Outcome } from "./outcome.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { Priority, Workqueue } from "./workqueue.ts";

export interface RequeueDeps {
  readonly queue: Workqueue;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** How urgent another look at a key on its way is. */
  readonly priorityOf: (key: ResourceKey) => Priority;
}

/**
 * | outcome           | queue                         | failures in a row |
 * |-------------------|-------------------------------|-------------------|
 * | waiting           | on its delay's grid, or alone | 0                 |
 * | failed            | after its back-off, on a tick | + 1               |
 * | failed for good   | -                             | + 1               |
 * | blocked           | when woken                    | 0                 |
 * | held              | when its environment works    | as before         |
 * | everything else   | -                             | 0                 |
 *
 * @returns when a failed key is tried again, in milliseconds
 */
export function requeue(deps: RequeueDeps, key: ResourceKey, outcome: Outcome): number | undefined {
  const nowMs = deps.clock.now();
  if (outcome.kind === "failed") {
    const restMs = deps.limiter.delayAfter(key, outcome.disposition);
    if (restMs === undefined) return undefined;
    const delayMs = retryDelayMs(nowMs, restMs);
    deps.queue.addAfter(key, delayMs);
    return delayMs;
  }
  if (outcome.kind === "held") return undefined;
  deps.limiter.forget(key);
  if (outcome.kind === "waiting") deps.queue.addAfter(key, lookDelayMs(nowMs, outcome), deps.priorityOf(key));
  return undefined;
}

function lookDelayMs(nowMs: number, { afterMs, alone }: NextLook): number {
  return alone ? afterMs : pollDelayMs(nowMs, afterMs);
}
