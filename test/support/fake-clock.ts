import type { Clock } from "../../src/core/clock.ts";
import { sleep } from "../../src/local/clock.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";

/** A core Clock that only moves when told, with everything due run in order on the way. */
export class FakeClock implements Clock {
  readonly #clock: ManualClock;

  constructor(nowMs = 1_000_000) {
    this.#clock = createManualClock(nowMs);
  }

  now(): number {
    return this.#clock.now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleep(this.#clock, ms, signal);
  }

  /** Sleeps not over yet: 0 when nothing was left behind. */
  get sleeping(): number {
    return this.#clock.pending;
  }

  async advance(ms: number): Promise<void> {
    const untilMs = this.now() + ms;
    await flush();
    while (this.#clock.step(untilMs)) await flush();
    this.#clock.advance(untilMs - this.now());
  }

  /** Moves from due time to due time until the promise settles. Fails if it waits for something else. */
  async drive<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    await flush();
    while (!isSettled) {
      if (!this.#clock.step(Number.POSITIVE_INFINITY)) {
        throw new Error("nothing sleeps, and the promise has not settled");
      }
      await flush();
    }
    return promise;
  }
}

/** All microtasks have run once an immediate does. */
function flush(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
