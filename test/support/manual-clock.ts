import type { Clock } from "../../src/local/clock.ts";

/** A clock that stands still until told to move; tasks run in order of time, then of registration. */
export interface ManualClock extends Clock {
  /** Moves time on, running what falls due on the way. */
  advance(ms: number): void;
  /** Moves to the next timer up to a time, and runs it. @returns whether there was one */
  step(untilMs: number): boolean;
  /** Timers not yet run or cancelled. */
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** @param startMs epoch milliseconds; the default is 2026-01-01 */
export function createManualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let now = startMs;
  const timers = new Set<Timer>();
  const step = (untilMs: number): boolean => {
    const due = earliest(timers);
    if (due === undefined || due.at > untilMs) return false;
    timers.delete(due);
    now = Math.max(now, due.at);
    due.task();
    return true;
  };
  return {
    now: () => now,
    after: (ms, task) => {
      const timer = { at: now + ms, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    step,
    advance: (ms) => {
      const end = now + ms;
      while (step(end));
      now = end;
    },
    get pending() {
      return timers.size;
    },
  };
}

function earliest(timers: Iterable<Timer>): Timer | undefined {
  let best: Timer | undefined;
  for (const timer of timers) if (best === undefined || timer.at < best.at) best = timer;
  return best;
}
