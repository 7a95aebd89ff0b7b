import type { Clock } from "../../src/local/clock.ts";
import { createManualClock } from "./manual-clock.ts";

/** A manual clock that lets promises settle after every timer. */
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

const DAY_MS = 86_400_000;

/** @param startMs epoch milliseconds; the default is that of manual clocks */
export function createVirtualClock(startMs?: number): VirtualClock {
  const clock = createManualClock(startMs);

  /** Every promise job runs before an immediate does. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  const runTo = async (end: number) => {
    await settle();
    while (clock.step(end)) await settle();
  };

  return {
    now: clock.now,
    after: clock.after,
    advance: async (ms) => {
      const end = clock.now() + ms;
      await runTo(end);
      clock.advance(end - clock.now());
    },
    runUntilIdle: async (limitMs = 30 * DAY_MS) => {
      await runTo(clock.now() + limitMs);
      if (clock.pending > 0) throw new Error(`${clock.pending} timers are still pending after ${limitMs} ms`);
    },
    settle,
    get pending() {
      return clock.pending;
    },
  };
}
