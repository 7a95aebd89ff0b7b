import type { FakeWorld } from "./fake-world.ts";

export interface CrashPoint {
  /** The write at which the process ends, to AWS or to the table, counted from 0. */
  readonly boundary: number;
  /** Whether that write still has its effect; its answer is never heard. */
  readonly side: "before" | "after";
}

/** The process is gone: nothing of it has any effect any more. */
class Crash extends Error {}

export function ignoreCrash(error: unknown): void {
  if (!(error instanceof Crash)) throw error;
}

/** A process of its own in the world, that ends at a write. */
export interface DoomedProcess {
  /** Aborts as the process ends. */
  readonly signal: AbortSignal;
  /** The next process is not doomed. */
  bury(): void;
}

export function doom(world: FakeWorld, { boundary, side }: CrashPoint): DoomedProcess {
  const { table } = world;
  const end = new AbortController();
  let crossed = 0;
  const crash = () => {
    end.abort();
    throw new Crash();
  };
  const before = () => {
    const isNow = crossed === boundary && side === "before";
    if (isNow || end.signal.aborted) crash();
  };
  const after = () => {
    crossed += 1;
    if (crossed - 1 === boundary) crash();
  };
  world.beforeCall = before;
  world.afterCall = after;
  table.beforeWrite = before;
  table.afterWrite = after;
  return {
    signal: end.signal,
    bury: () => {
      const nothing = () => undefined;
      Object.assign(world, { beforeCall: nothing, afterCall: nothing });
      Object.assign(table, { beforeWrite: nothing, afterWrite: nothing });
    },
  };
}
