import { describe, expect, it } from "vitest";
import { pollDelayMs, retryDelayMs } from "../../../src/core/poll-grid.ts";

describe("poll grid", () => {
  it.each([
    { nowMs: 0, afterMs: 1_000, delayMs: 1_000, reason: "on the grid: a whole period" },
    { nowMs: 2_040, afterMs: 1_000, delayMs: 960, reason: "a little late: back onto the grid" },
    { nowMs: 2_500, afterMs: 1_000, delayMs: 500, reason: "half a period is the least" },
    { nowMs: 2_800, afterMs: 1_000, delayMs: 1_200, reason: "too soon: the instant after" },
    { nowMs: 2_800, afterMs: 3_000, delayMs: 3_200, reason: "a longer period has a grid of its own" },
    { nowMs: 100, afterMs: 0, delayMs: 400, reason: "no delay is at least a tick" },
    { nowMs: 0, afterMs: 1_249, delayMs: 1_000, reason: "periods are whole ticks" },
  ])("waits $delayMs ms at $nowMs for $afterMs: $reason", ({ nowMs, afterMs, delayMs }) => {
    expect(pollDelayMs(nowMs, afterMs)).toBe(delayMs);
  });

  it("brings keys that were looked at within half a period of each other together", () => {
    const instants = [0, 130, 420, 500].map((lateMs) => 7_000 + lateMs + pollDelayMs(7_000 + lateMs, 1_000));

    expect(new Set(instants)).toEqual(new Set([8_000]));
  });
});

describe("retry delay", () => {
  it.each([
    [1_000, 0, 500],
    [1_000, 500, 500],
    [1_000, 501, 1_000],
    [1_250, 100, 250],
  ])("at %i lengthens %i ms to %i, never to nothing", (nowMs, delayMs, lengthened) => {
    expect(retryDelayMs(nowMs, delayMs)).toBe(lengthened);
  });
});
