import type { Clock } from "../core/clock.ts";
import type { PassSignals } from "./workers.ts";

/** A pass took longer than anything it waits for may take. */
export class PassTimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`the pass did not end within ${timeoutMs} ms and was abandoned`);
    this.name = "PassTimeoutError";
  }
}

/** Runs a pass that is abandoned, calls under way included, when it takes longer than `timeoutMs`. */
export async function withTimeout<T>(
  { stop, abandon }: PassSignals,
  clock: Clock,
  { timeoutMs, onTimeout }: { readonly timeoutMs: number; readonly onTimeout: () => void },
  pass: (signals: PassSignals) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const over = new AbortController();
  const follow = () => own.abort(abandon.reason);
  abandon.addEventListener("abort", follow, { once: true });
  if (abandon.aborted) follow();
  clock.sleep(timeoutMs, over.signal).then(
    () => {
      onTimeout();
      own.abort(new PassTimeoutError(timeoutMs));
    },
    () => undefined,
  );
  try {
    return await pass({ stop, abandon: own.signal });
  } finally {
    over.abort();
    abandon.removeEventListener("abort", follow);
  }
}
