import { type Clock, sleep } from "../clock.ts";

/** How long a call takes on the way. */
export interface Latency {
  /** @throws the signal's reason when aborted */
  wait(signal: AbortSignal): Promise<void>;
}

/** @param latencyMs clock milliseconds added to each call; 0 adds nothing */
export function createLatency(clock: Clock, latencyMs: number): Latency {
  return {
    wait: async (signal) => {
      if (latencyMs > 0) await sleep(clock, latencyMs, signal);
    },
  };
}
