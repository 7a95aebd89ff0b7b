import type { ResourceKey } from "../../src/api/resource.ts";
import type { EngineObserver } from "../../src/engine/observer.ts";
import type { Outcome } from "../../src/engine/outcome.ts";

/** Waits longer than this are not waited for, in clock milliseconds. */
const patienceMs = 30_000;

/** Which keys are in a pass or on their way, told by the engine. */
export interface LivePasses {
  readonly observer: EngineObserver;
  ended(key: ResourceKey, outcome: Outcome): void;
  areOver(): boolean;
}

export function createLivePasses(): LivePasses {
  const keys = new Set<ResourceKey>();
  const ignore = () => undefined;
  return {
    observer: {
      queued: ignore,
      requeued: ignore,
      passStarted: (key) => {
        keys.add(key);
      },
      passEnded: ignore,
      passTimedOut: ignore,
      passPanicked: ignore,
    },
    ended: (key, outcome) => {
      if (!isOnItsWay(outcome)) keys.delete(key);
    },
    areOver: () => keys.size === 0,
  };
}

function isOnItsWay(outcome: Outcome): boolean {
  if (outcome.kind === "waiting") return outcome.afterMs <= patienceMs;
  return outcome.kind === "failed" && outcome.disposition.kind === "conflict";
}
