import type { Clock } from "../clock.ts";
import type { StreamRegistry } from "./stream-registry.ts";

/**
 * Reads never show what is past retention; the sweep also frees it.
 * Every 10 minutes on the clock, which is short beside the shortest retention, a day.
 */
const EVERY_MS = 600_000;

export interface RetentionSweep {
  /** Resolves when what it was writing is durable. */
  stop(): Promise<void>;
}

export function startRetentionSweep(clock: Clock, streams: StreamRegistry): RetentionSweep {
  let sweeping: Promise<unknown> = Promise.resolve();
  const sweep = () => {
    cancel = clock.after(EVERY_MS, sweep);
    sweeping = Promise.all([...streams.all()].map((stream) => stream.trim(clock.now())));
  };
  let cancel = clock.after(EVERY_MS, sweep);
  return {
    stop: async () => {
      cancel();
      await sweeping;
    },
  };
}
