import { describe, expect, it } from "vitest";
import { createSettleEstimate } from "../../../src/core/settle-estimate.ts";

/** Things that take so long, one after another; each is looked at when the estimate says, or each second. */
function watch(durationsMs: readonly number[]) {
  let nowMs = 0;
  const estimate = createSettleEstimate({ now: () => nowMs });
  return durationsMs.map((durationMs, index) => {
    const id = String(index);
    const beganMs = nowMs;
    estimate.began(id);
    for (let looks = 1; ; looks++) {
      nowMs += estimate.untilLookMs(id) ?? 1_000;
      const isSettled = nowMs - beganMs >= durationMs;
      estimate.seen(id, isSettled ? "settled" : "unsettled");
      if (isSettled) return { looks, unseenMs: nowMs - beganMs - durationMs };
    }
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("the estimate of how long things take", () => {
  it.each([300, 5_000, 15_000, 30_000])("spends two looks on what always takes %i ms, once learned", (ms) => {
    const learned = watch(Array(200).fill(ms)).slice(100);

    expect(mean(learned.map(({ looks }) => looks))).toBeLessThanOrEqual(2);
    expect(mean(learned.map(({ unseenMs }) => unseenMs))).toBeLessThanOrEqual(300);
  });

  it("leaves nothing unseen for long when things take turns to be quick and slow", () => {
    const durations = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 8_000 : 20_000));

    const learned = watch(durations).slice(200);

    expect(mean(learned.map(({ unseenMs }) => unseenMs))).toBeLessThanOrEqual(500);
  });

  it("follows when all of them begin to take longer, or less long", () => {
    const durations = [...Array(100).fill(2_000), ...Array(100).fill(20_000), ...Array(100).fill(2_000)];

    const seen = watch(durations);

    expect(mean(seen.slice(150, 200).map(({ looks }) => looks))).toBeLessThanOrEqual(3);
    expect(mean(seen.slice(250).map(({ unseenMs }) => unseenMs))).toBeLessThanOrEqual(300);
  });

  it("learns nothing from one that somebody looked at before its time", () => {
    let nowMs = 0;
    const estimate = createSettleEstimate({ now: () => nowMs });
    estimate.began("a");
    nowMs = 10_000;
    estimate.seen("a", "settled");
    estimate.began("b");
    const before = estimate.untilLookMs("b");
    nowMs = 11_000;

    estimate.seen("b", "unsettled");

    expect(estimate.untilLookMs("b")).toBe((before ?? 0) - 1_000);
  });

  it("knows nothing of what did not begin here, nor before anything settled", () => {
    const estimate = createSettleEstimate({ now: () => 0 });

    estimate.seen("a", "unsettled");

    expect(estimate.untilLookMs("a")).toBeUndefined();
    estimate.began("a");
    expect(estimate.untilLookMs("a")).toBeUndefined();
    expect(estimate.unseenSinceMs("a")).toBe(0);
  });
});
