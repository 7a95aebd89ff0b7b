import type { Clock as EngineClock } from "../../src/core/clock.ts";
import { type Clock as AwsClock, sleep } from "../../src/local/clock.ts";

/** Time for a controller and the AWS it looks after, running fast, and further ahead when told. */
export interface LiveClock extends AwsClock, EngineClock {
  /** All of a sudden it is so much later; what fell due meanwhile runs now. */
  skip(ms: number): void;
}

interface Timer {
  readonly dueMs: number;
  readonly task: () => void;
  handle: NodeJS.Timeout;
}

/** @param pace clock milliseconds to a real one */
export function createLiveClock(pace: number): LiveClock {
  const startedAtMs = Date.now();
  const startedTick = performance.now();
  const timers = new Set<Timer>();
  let skippedMs = 0;
  const now = () => Math.round(startedAtMs + skippedMs + (performance.now() - startedTick) * pace);
  const arm = (timer: Omit<Timer, "handle">) =>
    setTimeout(
      () => {
        timers.delete(timer as Timer);
        timer.task();
      },
      (timer.dueMs - now()) / pace,
    );
  const after: AwsClock["after"] = (ms, task) => {
    const timer = { dueMs: now() + ms, task } as Timer;
    timer.handle = arm(timer);
    timers.add(timer);
    return () => {
      clearTimeout(timer.handle);
      timers.delete(timer);
    };
  };
  return {
    now,
    after,
    sleep: (ms, signal) => sleep({ now, after }, ms, signal),
    skip: (ms) => {
      skippedMs += ms;
      for (const timer of timers) {
        clearTimeout(timer.handle);
        timer.handle = arm(timer);
      }
    },
  };
}
