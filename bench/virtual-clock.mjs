/**
 * Time that jumps to the next timer when nothing runs: hours of waiting cost what the work in between costs. Serves
 * the embedded AWS and xflow alike, so that both agree on it to the millisecond.
 */
export function createVirtualClock(startMs = Date.UTC(2026, 0, 1)) {
  let now = startMs;
  let sequence = 0;
  /** Latest first. */
  const timers = [];

  const after = (ms, task) => {
    const timer = { at: now + Math.max(0, ms), sequence: sequence++, task };
    timers.splice(placeOf(timers, timer), 0, timer);
    return () => {
      timer.task = undefined;
    };
  };

  const sleep = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const giveUp = () => {
        cancel();
        reject(signal.reason);
      };
      const cancel = after(ms, () => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      });
      signal?.addEventListener("abort", giveUp, { once: true });
    });

  return {
    now: () => now,
    after,
    sleep,
    /** Lets time pass until it holds. @throws when it does not within that many milliseconds, or nothing is left to come */
    async runUntil(holds, limitMs) {
      const end = now + limitMs;
      for (;;) {
        // Every promise job runs before an immediate does.
        do await new Promise((resolve) => setImmediate(resolve));
        while (isAtWork());
        if (holds()) return;
        const next = timers.pop();
        if (next === undefined || next.at > end) throw new Error(`not so after ${limitMs} virtual ms`);
        if (next.task === undefined) continue;
        now = next.at;
        next.task();
      }
    },
  };
}

/** Whether files are read (modules among them) or something is compressed: outside of time, which stands still. */
function isAtWork() {
  return process.getActiveResourcesInfo().some((name) => /^FS|ZLIB/i.test(name));
}

/** Where it belongs: those of the same moment run in the order they were set. */
function placeOf(timers, { at, sequence }) {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = timers[middle];
    if (other.at > at || (other.at === at && other.sequence > sequence)) low = middle + 1;
    else high = middle;
  }
  return low;
}
