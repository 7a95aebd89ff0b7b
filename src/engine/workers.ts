import { setMaxListeners } from "node:events";
import type { ResourceKey } from "../api/resource.ts";
import type { Clock } from "../core/clock.ts";
import type { Workqueue } from "./workqueue.ts";

/** How a pass is told to end. */
export interface PassSignals {
  /** Make no further call; one that is under way may finish. */
  readonly stop: AbortSignal;
  /** Give up even a call that is under way. */
  readonly abandon: AbortSignal;
}

export interface WorkersOptions {
  readonly queue: Workqueue;
  readonly clock: Clock;
  /** Passes at once, 1 or more. They mostly wait for AWS. */
  readonly workers: number;
  readonly pass: (key: ResourceKey, signals: PassSignals) => Promise<void>;
  /** A pass threw, which is a defect: told so that the key is not lost. */
  readonly onPanic: (key: ResourceKey, error: unknown) => void;
  /** No new key is taken after it; passes under way get `drainMs` to end. */
  readonly signal: AbortSignal;
  readonly drainMs: number;
}

/** Works until the signal aborts and every pass under way has ended. Never rejects. */
export async function runWorkers(options: WorkersOptions): Promise<void> {
  const { signal, clock, drainMs } = options;
  const abandon = new AbortController();
  const drained = new AbortController();
  const limitDrain = () => {
    clock.sleep(drainMs, drained.signal).then(
      () => abandon.abort(new Error(`the call did not end within ${drainMs} ms of the stop`)),
      () => undefined,
    );
  };
  signal.addEventListener("abort", limitDrain, { once: true });

  // Every worker listens on both, while it waits for a key or for AWS: not a leak.
  setMaxListeners(2 * options.workers + 10, signal, abandon.signal);
  const signals = { stop: signal, abandon: abandon.signal };
  await Promise.all(Array.from({ length: options.workers }, () => work(options, signals)));

  signal.removeEventListener("abort", limitDrain);
  drained.abort();
}

async function work(options: WorkersOptions, signals: PassSignals): Promise<void> {
  for (;;) {
    const key = await options.queue.next(signals.stop).catch(() => undefined);
    if (key === undefined) return;
    try {
      await options.pass(key, signals);
    } catch (error) {
      options.onPanic(key, error);
    } finally {
      options.queue.done(key);
    }
  }
}
