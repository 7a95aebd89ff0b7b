/**
 * Time inside the embedded AWS. Everything that waits or stamps asks a Clock, so that durations can be
 * scaled (`--time-scale`) and tests can run on virtual time.
 */
export interface Clock {
  /** Milliseconds since the epoch. Never goes back. */
  now(): number;
  /** Runs `task` once, `ms` clock milliseconds from now. @returns a function that cancels it */
  after(ms: number, task: () => void): () => void;
}

/** Resolves after `ms` clock milliseconds; rejects with the signal's reason when aborted first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/**
 * The machine's clock, running `timeScale` times as fast since it was made.
 * @param timeScale above 0; 1 is real time, 60 makes a minute pass in a second
 */
export function createClock(timeScale = 1): Clock {
  const startedAt = Date.now();
  const startedTick = performance.now();
  return {
    now: () => Math.round(startedAt + (performance.now() - startedTick) * timeScale),
    after: (ms, task) => {
      const timer = setTimeout(task, ms / timeScale);
      return () => clearTimeout(timer);
    },
  };
}
