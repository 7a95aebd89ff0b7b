import type { Clock } from "../clock.ts";
import type { Queue } from "./queue-store.ts";

/**
 * Resolves when a message may be receivable: one was sent, a hidden one comes back, the queue was deleted, the
 * deadline (clock milliseconds) is reached, or the signal is aborted.
 */
export function waitForMessage(
  clock: Clock,
  queue: Queue,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  const now = clock.now();
  let until = deadline;
  for (const { visibleAt } of queue.messages.values()) {
    if (visibleAt > now) until = Math.min(until, visibleAt);
  }
  return new Promise((resolve) => {
    const done = () => {
      queue.waiting.delete(done);
      signal.removeEventListener("abort", done);
      cancel();
      resolve();
    };
    const cancel = clock.after(until - now, done);
    queue.waiting.add(done);
    signal.addEventListener("abort", done, { once: true });
  });
}
