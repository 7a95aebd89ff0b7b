import type { Clock } from "../../src/local/clock.ts";

/** A clock that stands still until told to move. */
export interface ManualClock extends Clock {
  /** Moves time on, running what falls due on the way, in order. */
  advance(ms: number): void;
  /** Timers not yet run or cancelled. */
  readonly pending: number;
}

/** @param startMs epoch milliseconds; the default is 2026-01-01 */
export function createManualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let now = startMs;
  let timers: { readonly at: number; readonly task: () => void }[] = [];
  return {
    now: () => now,
    after: (ms, task) => {
      const timer = { at: now + ms, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const [due] = timers.filter(({ at }) => at <= end).sort((left, right) => left.at - right.at);
        if (due === undefined) break;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.task();
      }
      now = end;
    },
    get pending() {
      return timers.length;
    },
  };
}
