import type { Clock } from "../core/clock.ts";

/** `look`: PATH may lead somewhere else. `read`: contents may have changed, wherever it leads. */
export type Hint = "look" | "read";

/** Reasons to observe the source, gathered until they are taken. */
export interface Hints {
  /** @param isUrgent not to wait for the burst that it may belong to */
  give(hint: Hint, isUrgent?: boolean): void;
  /**
   * Waits for hints and for their burst to end, and takes them all.
   * @param pollMs at most this long
   * @returns the strongest hint, `poll` when none came, undefined once closed
   */
  next(pollMs: number): Promise<Hint | "poll" | undefined>;
  /** Whether contents have changed since hints were last taken. */
  hasRead(): boolean;
  close(): void;
}

/** A burst that does not end is cut into pieces of so many debounce times. */
const maxRounds = 20;

/** @param debounceMs how long it has to be quiet after the last hint */
export function createHints(clock: Clock, debounceMs: number): Hints {
  const state: State = { pending: undefined, isUrgent: false, isClosed: false, lastMs: 0, wake: () => {} };

  /** Ends early at the first hint, at an urgent one, and when closed. */
  const pause = async (ms: number): Promise<void> => {
    const woken = new AbortController();
    state.wake = () => woken.abort();
    await clock.sleep(ms, woken.signal).catch(() => undefined);
    state.wake = () => {};
  };

  const settle = async (): Promise<void> => {
    for (let round = 0; round < maxRounds && !state.isUrgent && !state.isClosed; round += 1) {
      const leftMs = state.lastMs + debounceMs - clock.now();
      if (leftMs <= 0) return;
      await pause(Math.min(leftMs, debounceMs));
    }
  };

  return {
    give(hint, isUrgent = false) {
      const isFirst = state.pending === undefined;
      state.pending = state.pending === "read" ? "read" : hint;
      state.isUrgent ||= isUrgent;
      state.lastMs = clock.now();
      if (isFirst || isUrgent) state.wake();
    },
    async next(pollMs) {
      if (state.pending === undefined && !state.isClosed) await pause(pollMs);
      if (state.pending !== undefined) await settle();
      return take(state);
    },
    hasRead: () => state.pending === "read",
    close() {
      state.isClosed = true;
      state.wake();
    },
  };
}

interface State {
  pending: Hint | undefined;
  isUrgent: boolean;
  isClosed: boolean;
  /** Epoch milliseconds of the last hint. */
  lastMs: number;
  wake: () => void;
}

function take(state: State): Hint | "poll" | undefined {
  const taken = state.pending ?? "poll";
  state.pending = undefined;
  state.isUrgent = false;
  return state.isClosed ? undefined : taken;
}
