import type { Clock } from "../clock.ts";
import { applyPending } from "./pending-change.ts";
import type { Stream } from "./stream.ts";
import type { StreamRegistry } from "./stream-registry.ts";
import type { PendingChange, StreamState, StreamStatus } from "./stream-state.ts";

/** How long a stream stays in each passing status, in clock milliseconds. */
export interface Durations {
  readonly creatingMs: number;
  readonly updatingMs: number;
  readonly deletingMs: number;
}

/**
 * Passing statuses. A change is stored with the status, takes effect when the status ends, and is taken up
 * again, from its beginning, by a process that finds it stored.
 *
 * CREATING → ACTIVE ⇄ UPDATING, ACTIVE → DELETING → gone.
 */
export interface Transitions {
  /** Resolves when the passing status is durable. */
  begin(stream: Stream, next: StreamState & { readonly pending: PendingChange }): Promise<void>;
  /** Takes up what an earlier run left. */
  resume(stream: Stream): void;
  /** No change takes effect after this. Resolves when those under way are durable. */
  stop(): Promise<void>;
}

export interface TransitionsDeps {
  readonly clock: Clock;
  readonly durations: Durations;
  readonly streams: StreamRegistry;
}

export function createTransitions({ clock, durations, streams }: TransitionsDeps): Transitions {
  const timers = new Set<() => void>();
  const finishing = new Set<Promise<void>>();
  const finish = async (stream: Stream) => {
    if (stream.state.pending?.kind === "delete") await streams.remove(stream);
    else await stream.save(applyPending(stream.state, clock.now()));
  };
  const resume = (stream: Stream) => {
    const { status, pending } = stream.state;
    if (pending === null) return;
    const cancel = clock.after(durationOf(status, durations), () => {
      timers.delete(cancel);
      const finished = finish(stream).finally(() => finishing.delete(finished));
      finishing.add(finished);
    });
    timers.add(cancel);
  };
  return {
    resume,
    begin: async (stream, next) => {
      const saved = stream.save(next);
      resume(stream);
      await saved;
    },
    stop: async () => {
      for (const cancel of timers) cancel();
      timers.clear();
      await Promise.all(finishing);
    },
  };
}

function durationOf(status: StreamStatus, durations: Durations): number {
  switch (status) {
    case "CREATING":
      return durations.creatingMs;
    case "UPDATING":
      return durations.updatingMs;
    case "DELETING":
      return durations.deletingMs;
    case "ACTIVE":
      return 0;
  }
}
