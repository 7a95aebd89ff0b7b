import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks again and again until the answer is neither false nor undefined.
 * @param options everyMs, patienceMs, signal, and `what` is waited for
 * @throws Error when patience ends; the signal's reason
 */
export async function until(ask, { everyMs, patienceMs, signal, what }) {
  const startedAt = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (Date.now() - startedAt > patienceMs) throw new Error(`waited ${patienceMs / 1000} s for ${what}`);
    await delay(everyMs, undefined, { signal });
  }
}
