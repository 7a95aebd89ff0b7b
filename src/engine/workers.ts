import { setMaxListeners } from "node:events";
import type { ResourceKey } from "../api/resource.ts";
import type { Clock } from "../core/clock.ts";
import type { Priority, Workqueue } from "./workqueue.ts";

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
  /** More that take only what is urgent; default 0. */
  readonly urgentWorkers?: number;
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
  const { workers, urgentWorkers = 0 } = options;
  setMaxListeners(2 * (workers + urgentWorkers) + 10, signal, abandon.signal);
  const signals = { stop: signal, abandon: abandon.signal };
  const kept = Array.from({ length: urgentWorkers }, () => work(options, signals, "urgent"));
  await Promise.all([...Array.from({ length: workers }, () => work(options, signals, "resync")), ...kept]);

  signal.removeEventListener("abort", limitDrain);
  drained.abort();
}

async function work(options: WorkersOptions, signals: PassSignals, least: Priority): Promise<void> {
  for (;;) {
    const key = await options.queue.next(signals.stop, least).catch(() => undefined);
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
