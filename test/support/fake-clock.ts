import type { Clock } from "../../src/core/clock.ts";

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** A core Clock that only moves when told, with everything due run in order on the way. */
export class FakeClock implements Clock {
  #nowMs: number;
  #sleepers: Sleeper[] = [];

  constructor(nowMs = 1_000_000) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const leave = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const sleeper = { dueMs: this.#nowMs + ms, wake };
      signal?.addEventListener("abort", leave, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** Sleeps not over yet: 0 when nothing was left behind. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await flush();
    for (let next = this.#next(); next !== undefined && next.dueMs <= untilMs; next = this.#next()) {
      await this.#wake(next);
    }
    this.#nowMs = untilMs;
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
      const next = this.#next();
      if (next === undefined) throw new Error("nothing sleeps, and the promise has not settled");
      await this.#wake(next);
    }
    return promise;
  }

  async #wake(sleeper: Sleeper): Promise<void> {
    this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    this.#nowMs = Math.max(this.#nowMs, sleeper.dueMs);
    sleeper.wake();
    await flush();
  }

  #next(): Sleeper | undefined {
    return this.#sleepers.reduce<Sleeper | undefined>(
      (first, other) => (first === undefined || other.dueMs < first.dueMs ? other : first),
      undefined,
    );
  }
}

/** All microtasks have run once an immediate does. */
function flush(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
