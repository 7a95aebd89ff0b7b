import { createAgeingMap } from "./ageing-map.ts";
import type { Clock } from "./clock.ts";

/** How long things of a kind take in AWS, learned from what was seen, to look when it is worth it. */
export interface SettleEstimate {
  /** AWS was told to make it; whatever was known of it before is over. */
  began(id: string): void;
  /** It was looked at. @param atMs when what was seen was so for sure; default now */
  seen(id: string, state: "settled" | "unsettled", atMs?: number): void;
  /** Since when nothing was seen of what began and was not seen settled since; undefined: nothing is awaited. */
  unseenSinceMs(id: string): number | undefined;
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
/** … or by this share of how much too early it was, if that is more, … */
const raiseShare = 0.25;
/** … after so many in a row came too early: then all of them take longer than they did. */
const manyInARow = 8;

interface Settling {
  readonly beganMs: number;
  seenMs: number;
  /** How long it had taken when it was last seen unsettled; undefined: not since it was due. */
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
  let tooEarly = 0;

  const learn = (tookMs: number, unsettledMs: number | undefined): void => {
    tooEarly = unsettledMs === undefined ? 0 : tooEarly + 1;
    if (unsettledMs === undefined) {
      estimateMs = Math.max(0, Math.min(estimateMs ?? tookMs, tookMs) - lowerMs);
      return;
    }
    const before = estimateMs ?? unsettledMs;
    const share = tooEarly < manyInARow ? 0 : raiseShare;
    const step = Math.max(raiseMs, (unsettledMs - before) * share);
    // Several that were made together teach the same.
    estimateMs = Math.max(before, Math.min(before + step, unsettledMs + raiseMs));
  };

  return {
    began(id) {
      const nowMs = clock.now();
      settling.set(id, { beganMs: nowMs, seenMs: nowMs });
    },
    seen(id, state, atMs = clock.now()) {
      const found = settling.get(id);
      if (found === undefined) return;
      const ageMs = atMs - found.beganMs;
      found.seenMs = atMs;
      if (state === "unsettled") {
        // One that somebody looked at before its time teaches nothing.
        if (ageMs >= (estimateMs ?? 0)) found.unsettledMs = ageMs;
        return;
      }
      settling.delete(id);
      learn(ageMs, found.unsettledMs);
    },
    unseenSinceMs: (id) => settling.get(id)?.seenMs,
    untilLookMs(id) {
      const found = settling.get(id);
      if (found === undefined || estimateMs === undefined) return undefined;
      const isFirst = found.unsettledMs === undefined;
      const leftMs = found.beganMs + estimateMs - clock.now();
      return Math.max(isFirst ? soonestMs : againMs, leftMs);
    },
  };
}
