import type { Clock, Rng } from "../core/clock.ts";

/** How often to look at a source that says nothing by itself. */
export interface Pacing {
  /** Milliseconds to the next poll, ±10 %: replicas do not fall into step. */
  delayMs(hasGaps: boolean): number;
  /** Whether contents are to be read at this poll, as far as is known unchanged. */
  isReadDue(hasGaps: boolean): boolean;
  /** Runs a reading and takes its time. */
  timed<Result>(read: () => Promise<Result>): Promise<Result>;
}

/** Contents are read again this often even when every change should have been told: some file systems lie. */
const pollsPerRead = 12;
/** Where contents have to be polled, reading them takes at most about a tenth of the time. */
const restPerRead = 10;
const jitter = 0.1;

/** @param pollMs milliseconds */
export function createPacing(deps: { readonly clock: Clock; readonly rng: Rng }, pollMs: number): Pacing {
  const { clock, rng } = deps;
  const last = { endedAtMs: Number.NEGATIVE_INFINITY, tookMs: 0 };
  return {
    delayMs(hasGaps) {
      const plainMs = hasGaps ? Math.max(pollMs, last.tookMs * restPerRead) : pollMs;
      return plainMs * (1 - jitter + 2 * jitter * rng.next());
    },
    isReadDue: (hasGaps) => hasGaps || clock.now() - last.endedAtMs >= pollsPerRead * pollMs,
    async timed(read) {
      const startedAtMs = clock.now();
      const result = await read();
      last.endedAtMs = clock.now();
      last.tookMs = last.endedAtMs - startedAtMs;
      return result;
    },
  };
}
