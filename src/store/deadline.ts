import type { Clock } from "../core/clock.ts";

/** Runs a task whose signal is aborted after `ms`, or when the outer one is. The task has to listen to it. */
export async function withDeadline<T>(
  clock: Clock,
  options: { readonly ms: number; readonly signal: AbortSignal },
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { ms, signal } = options;
  signal.throwIfAborted();
  const attempt = new AbortController();
  const stop = () => attempt.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const over = new AbortController();
  clock.sleep(ms, over.signal).then(
    () => attempt.abort(new Error(`no answer within ${ms} ms`)),
    () => undefined,
  );
  try {
    return await task(attempt.signal);
  } finally {
    signal.removeEventListener("abort", stop);
    over.abort();
  }
}
