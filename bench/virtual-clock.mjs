/**
 * Time that jumps to the next timer when nothing runs: hours of waiting cost what the work in between costs. Serves
 * the embedded AWS and xflow alike, so that both agree on it to the millisecond.
 */
export function createVirtualClock(startMs = Date.UTC(2026, 0, 1)) {
  let now = startMs;
  let sequence = 0;
  const timers = createTimers();

  const after = (ms, task) => {
    const timer = { at: now + Math.max(0, ms), sequence: sequence++, task };
    timers.add(timer);
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
        const next = timers.takeNext();
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

/** Timers by their moment; those of one moment in the order they were set. A binary heap: there may be many. */
function createTimers() {
  const heap = [];
  const isBefore = (a, b) => a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
  const swap = (i, j) => {
    [heap[i], heap[j]] = [heap[j], heap[i]];
  };
  return {
    add(timer) {
      heap.push(timer);
      for (let at = heap.length - 1; at > 0; ) {
        const above = (at - 1) >> 1;
        if (!isBefore(heap[at], heap[above])) return;
        swap(at, above);
        at = above;
      }
    },
    takeNext() {
      if (heap.length === 0) return undefined;
      swap(0, heap.length - 1);
      const next = heap.pop();
      for (let at = 0; ; ) {
        const below = [2 * at + 1, 2 * at + 2].filter((child) => child < heap.length);
        const [first, second = first] = below;
        if (first === undefined) return next;
        const least = isBefore(heap[second], heap[first]) ? second : first;
        if (!isBefore(heap[least], heap[at])) return next;
        swap(at, least);
        at = least;
      }
    },
  };
}
