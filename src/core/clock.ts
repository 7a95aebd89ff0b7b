/** Time, injected. Production binds it in `app.ts`. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Randomness, injected. */
export interface Rng {
  /** 0 ≤ x < 1 */
  next(): number;
}
