import { AwsError } from "../aws-error.ts";
import type { Invoked } from "./invocation.ts";
import type { LambdaContext } from "./lambda-context.ts";

/** Attempts of an asynchronous invocation that fails, and the waits before the second and the third. */
const retryDelaysMs = [60_000, 120_000];
const maxAgeMs = 6 * 60 * 60_000;
const maxThrottleDelayMs = 5 * 60_000;

export interface QueuedEvent {
  readonly functionArn: string;
  readonly payload: Uint8Array;
  readonly requestId: string;
  readonly clientContext?: string;
}

/**
 * Asynchronous invocations (`InvocationType: Event`). Failures are tried twice more, a minute and two minutes
 * later; throttles for six hours, ever more slowly. Then the event is dropped: there are no destinations. Kept in
 * memory only. Rule: Lambda, "How Lambda handles errors and retries with asynchronous invocation".
 */
export interface EventQueue {
  add(event: QueuedEvent): void;
  /** Drops what waits. Resolves when no invocation of the queue's runs. */
  stop(): Promise<void>;
}

interface Attempt extends QueuedEvent {
  readonly addedAt: number;
  readonly failures: number;
  readonly throttles: number;
}

/** @param invoke runs the function once; it throws AwsError for what was not run */
export function createEventQueue(
  { clock }: Pick<LambdaContext, "clock">,
  invoke: (event: QueuedEvent) => Promise<Invoked>,
): EventQueue {
  const waiting = new Set<() => void>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  function start(attempt: Attempt): void {
    const run = invoke(attempt).then(
      (result) => {
        if (result.kind === "failed") again(attempt, retryDelaysMs[attempt.failures], { failures: 1 });
      },
      (error: unknown) => {
        if (isThrottle(error)) again(attempt, throttleDelay(attempt), { throttles: 1 });
      },
    );
    const ended = run.finally(() => running.delete(ended));
    running.add(ended);
  }

  function again(attempt: Attempt, delayMs: number | undefined, more: { failures?: 1; throttles?: 1 }): void {
    if (stopped || delayMs === undefined) return;
    if (clock.now() + delayMs - attempt.addedAt > maxAgeMs) return;
    const next = {
      ...attempt,
      failures: attempt.failures + (more.failures ?? 0),
      throttles: attempt.throttles + (more.throttles ?? 0),
    };
    const cancel = clock.after(delayMs, () => {
      waiting.delete(cancel);
      start(next);
    });
    waiting.add(cancel);
  }

  return {
    add: (event) => start({ ...event, addedAt: clock.now(), failures: 0, throttles: 0 }),
    stop: async () => {
      stopped = true;
      for (const cancel of waiting) cancel();
      waiting.clear();
      await Promise.all(running);
    },
  };
}

function isThrottle(error: unknown): boolean {
  return error instanceof AwsError && (error.status === 429 || error.status >= 500);
}

function throttleDelay({ throttles }: Attempt): number {
  return Math.min(1000 * 2 ** throttles, maxThrottleDelayMs);
}
