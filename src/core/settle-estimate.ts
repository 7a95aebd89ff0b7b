import { createAgeingMap } from "./ageing-map.ts";
import type { Clock } from "./clock.ts";

/** How long things of a kind take in AWS, learned from what was seen, to look when it is worth it. */
export interface SettleEstimate {
  /** AWS was told to make it; whatever was known of it before is over. */
  began(id: string): void;
  /** It was looked at. @param atMs when what was seen was so for sure; default now */
  seen(id: string, state: "settled" | "unsettled", atMs?: number): void;
  /** Milliseconds until the next look at it; undefined: nothing is known yet. */
  untilLookMs(id: string): number | undefined;
}

/** Until a look that came too early is repeated. */
const againMs = 400;
/** A first look is not sooner than this after the call. */
const soonestMs = 100;
/** The estimate falls by this when a first look found a thing settled: it may have been so for long. */
const lowerMs = 400;
/** It rises by this when a first look came too early, … */
const raiseMs = 100;
/** … or by this share of how much too early it was, if that is more. */
const raiseShare = 0.25;

interface Settling {
  readonly beganMs: number;
  /** How long it had taken when it was last seen unsettled; undefined: not looked at since it began. */
  unsettledMs?: number;
}

/**
 * The first look falls a little before most things settle, and is repeated soon:
 *
 * ```
 * began            estimate           settles
 *   |----------------|-------x-----------|
 *                    first look   again   again
 * ```
 * Falling faster than it rises keeps the estimate in the lower fifth of what things take: a thing that waits unseen
 * costs more than a look in vain.
 */
export function createSettleEstimate(clock: Pick<Clock, "now">): SettleEstimate {
  const settling = createAgeingMap<Settling>(clock);
  let estimateMs: number | undefined;

  const learn = (tookMs: number, unsettledMs: number | undefined): void => {
    if (unsettledMs === undefined) {
      estimateMs = Math.max(0, Math.min(estimateMs ?? tookMs, tookMs) - lowerMs);
      return;
    }
    const before = estimateMs ?? unsettledMs;
    estimateMs = before + Math.max(raiseMs, (unsettledMs - before) * raiseShare);
  };

  return {
    began(id) {
      settling.set(id, { beganMs: clock.now() });
    },
    seen(id, state, atMs = clock.now()) {
      const found = settling.get(id);
      if (found === undefined) return;
      const ageMs = atMs - found.beganMs;
      if (state === "unsettled") {
        found.unsettledMs = ageMs;
        return;
      }
      settling.delete(id);
      learn(ageMs, found.unsettledMs);
    },
    untilLookMs(id) {
      const found = settling.get(id);
      if (found === undefined || estimateMs === undefined) return undefined;
      const isFirst = found.unsettledMs === undefined;
      const leftMs = found.beganMs + estimateMs - clock.now();
      return Math.max(isFirst ? soonestMs : againMs, leftMs);
    },
  };
}
