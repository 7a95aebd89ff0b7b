import type { Clock } from "../../src/local/clock.ts";

/** Time that moves only when told to, and lets promises settle after every timer. */
export interface VirtualClock extends Clock {
  /** Moves time on, running what falls due on the way: in order of time, then of registration. */
  advance(ms: number): Promise<void>;
  /**
   * Runs every timer, and what those set, until none is left.
   * @throws Error when timers are still left `limitMs` from now: something never comes to rest
   */
  runUntilIdle(limitMs?: number): Promise<void>;
  /** Lets promises settle without moving time. */
  settle(): Promise<void>;
  /** Timers not yet run or cancelled. */
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

const DAY_MS = 86_400_000;

/** @param startMs epoch milliseconds; the default is 2026-01-01 */
export function createVirtualClock(startMs = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = startMs;
  const timers = new Set<Timer>();

  const earliest = (end: number): Timer | undefined => {
    let best: Timer | undefined;
    for (const timer of timers) {
      if (timer.at <= end && (best === undefined || timer.at < best.at)) best = timer;
    }
    return best;
  };

  /** Every promise job runs before an immediate does. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  const runTo = async (end: number) => {
    await settle();
    for (let due = earliest(end); due !== undefined; due = earliest(end)) {
      timers.delete(due);
      now = Math.max(now, due.at);
      due.task();
      await settle();
    }
  };

  return {
    now: () => now,
    after: (ms, task) => {
      const timer = { at: now + ms, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      const end = now + ms;
      await runTo(end);
      now = end;
    },
    runUntilIdle: async (limitMs = 30 * DAY_MS) => {
      await runTo(now + limitMs);
      if (timers.size > 0) throw new Error(`${timers.size} timers are still pending after ${limitMs} ms`);
    },
    settle,
    get pending() {
      return timers.size;
    },
  };
}
