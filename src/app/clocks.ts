import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../core/clock.ts";

/** The machine's clock, running so many times as fast from now on. Never goes back, whoever sets the machine's. */
export function createClock(pace: number): Clock {
  const startedAtMs = Date.now();
  const startedTick = performance.now();
  return {
    now: () => Math.round(startedAtMs + (performance.now() - startedTick) * pace),
    sleep: (ms, signal) => sleep(ms / pace, undefined, { signal }),
  };
}

/**
 * For the lease: counts the time that the machine slept too, by whichever of its clocks has gone further. One that
 * is set forward makes the lease end early, which is safe.
 */
export function createLeaseClock(): Clock {
  const startedAtMs = Date.now();
  const startedTick = performance.now();
  let latestMs = startedAtMs;
  return {
    now: () => {
      const elapsedMs = Math.max(performance.now() - startedTick, Date.now() - startedAtMs);
      latestMs = Math.max(latestMs, Math.round(startedAtMs + elapsedMs));
      return latestMs;
    },
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  };
}
