/** Delays are multiples of this, so that keys looked at again look at the same moment. */
export const tickMs = 500;

/**
 * Delay until a key that is still progressing is looked at again: on the next instant of a grid of `afterMs`
 * that every such key shares, so that all of them are answered by one list call.
 *
 * ```
 * grid       |         |         |         |        afterMs = 1,000
 * looked at  ^ 0 ms late      -> next instant, 1,000 ms
 *               ^ 300 ms late -> next instant,   700 ms
 *                    ^ 800 ms late -> the one after, 1,200 ms: never less than half a period
 * ```
 * @returns milliseconds, half to one and a half times `afterMs` rounded to ticks
 */
export function pollDelayMs(nowMs: number, afterMs: number): number {
  const periodMs = Math.max(1, Math.round(afterMs / tickMs)) * tickMs;
  const untilNextMs = periodMs - (nowMs % periodMs);
  return untilNextMs * 2 >= periodMs ? untilNextMs : untilNextMs + periodMs;
}

/** A retry's delay, lengthened to end on a tick: retries that fall together read the world together. */
export function retryDelayMs(nowMs: number, delayMs: number): number {
  const due = nowMs + Math.max(1, delayMs);
  return Math.ceil(due / tickMs) * tickMs - nowMs;
}
