import type { Clock } from "../../src/core/clock.ts";
import type { ScanResult } from "../../src/engine/controller.ts";

/** Longer than anything but the rest between two scans, which lasts until the next is asked for. In milliseconds. */
export const endlessMs = 36_000_000;

/** A controller's scans: they begin when a test says so. */
export interface LiveScans {
  /** The controller's clock: by it the rest between two scans has no end of its own. */
  readonly clock: Clock;
  /** When the first scan has ended, which begins by itself. */
  readonly first: Promise<ScanResult>;
  /** For the controller to tell. */
  ended(scan: ScanResult): void;
  /** Lets the next scan begin once the one before has ended. @returns when it has ended */
  next(): Promise<ScanResult>;
}

export function createLiveScans(clock: Clock): LiveScans {
  let ended: (scan: ScanResult) => void = () => undefined;
  const nextEnd = () =>
    new Promise<ScanResult>((resolve) => {
      ended = resolve;
    });
  const first = nextEnd();
  let begin: (() => void) | undefined;
  let resting: () => void = () => undefined;
  const rest = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const stop = () => reject(signal?.reason);
      signal?.addEventListener("abort", stop, { once: true });
      begin = () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      resting();
    });
  const untilResting = () =>
    new Promise<void>((resolve) => {
      resting = resolve;
      if (begin !== undefined) resolve();
    });
  return {
    clock: {
      now: clock.now,
      sleep: (ms, signal) => (ms > endlessMs / 2 ? rest(signal) : clock.sleep(ms, signal)),
    },
    first,
    ended: (scan) => ended(scan),
    next: async () => {
      await untilResting();
      const end = nextEnd();
      begin?.();
      begin = undefined;
      return end;
    },
  };
}
