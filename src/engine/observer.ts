import type { ResourceKey } from "../api/resource.ts";
import type { Outcome } from "./outcome.ts";

/** Whoever counts what the engine does. Told at once; must not throw. */
export interface EngineObserver {
  /** A key was added to the queue. */
  queued(): void;
  /** A key will be added after a delay. */
  requeued(): void;
  /** @param waitedMs in the queue */
  passStarted(key: ResourceKey, waitedMs: number): void;
  passEnded(key: ResourceKey, outcome: Outcome): void;
  passTimedOut(): void;
  /** A pass threw what it should not have. */
  passPanicked(): void;
}

/** For whom nobody counts. */
export const nobody: EngineObserver = {
  queued: () => undefined,
  requeued: () => undefined,
  passStarted: () => undefined,
  passEnded: () => undefined,
  passTimedOut: () => undefined,
  passPanicked: () => undefined,
};
