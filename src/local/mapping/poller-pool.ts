import { setMaxListeners } from "node:events";
import type { Poller } from "./poller.ts";

/** Keeps at most one poller a mapping: the next one starts when the last has nothing in flight. */
export interface PollerPool {
  /** Starts a mapping's poller, once its former one is through. */
  start(arn: string, startPoller: (signal: AbortSignal) => Poller): void;
  /** Lets what is in flight finish. */
  stop(arn: string): void;
  /** Takes no notice of what is in flight. */
  drop(arn: string): void;
  /** Ends invocations at once. Resolves when nothing runs. */
  close(): Promise<void>;
}

export function createPollerPool(): PollerPool {
  const ending = new AbortController();
  /** One for each batch in flight: their number is no leak. */
  setMaxListeners(0, ending.signal);
  const current = new Map<string, Poller>();
  const leaving = new Map<string, { readonly poller: Poller; readonly left: Promise<void> }>();
  /** Starts that wait for a former poller, by mapping: a later call replaces an earlier one. */
  const wanted = new Map<string, () => void>();

  const leave = (arn: string) => {
    const poller = current.get(arn);
    wanted.delete(arn);
    if (poller === undefined) return;
    current.delete(arn);
    const left = poller.stop().then(() => {
      leaving.delete(arn);
      wanted.get(arn)?.();
      wanted.delete(arn);
    });
    leaving.set(arn, { poller, left });
  };

  return {
    start: (arn, startPoller) => {
      const start = () => {
        if (!ending.signal.aborted) current.set(arn, startPoller(ending.signal));
      };
      if (leaving.has(arn)) wanted.set(arn, start);
      else start();
    },
    stop: leave,
    drop: (arn) => {
      current.get(arn)?.abandon();
      leaving.get(arn)?.poller.abandon();
      current.delete(arn);
      wanted.delete(arn);
    },
    close: async () => {
      ending.abort(new Error("the embedded AWS is stopping"));
      for (const arn of [...current.keys()]) leave(arn);
      await Promise.all([...leaving.values()].map(({ left }) => left));
    },
  };
}
