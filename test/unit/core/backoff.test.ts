import { describe, expect, it } from "vitest";
import { backoffMs, ceilingMs } from "../../../src/core/backoff.ts";

const highest = { next: () => 0.999_999 };

describe("back-off", () => {
  it.each([
    ["transient", 1, 999],
    ["transient", 3, 3_999],
    ["transient", 50, 29_999],
    ["throttled", 1, 1_999],
    ["throttled", 50, 44_999],
    ["conflict", 1, 1_000],
    ["conflict", 50, 1_000],
  ] as const)("after a %s failure number %i rests at most %i ms", (kind, attempt, atMost) => {
    expect(backoffMs({ kind }, attempt, highest)).toBe(atMost);
  });

  it("spreads retries down to none at all", () => {
    expect(backoffMs({ kind: "transient" }, 5, { next: () => 0 })).toBe(0);
  });

  it("never retries a terminal failure", () => {
    expect(backoffMs({ kind: "terminal", reason: "AccessDenied" }, 1, highest)).toBeUndefined();
  });

  it.each(["transient", "throttled"] as const)("grows for %s failures until its cap, and stays", (kind) => {
    const ceilings = Array.from({ length: 20 }, (_, index) => ceilingMs(kind, index + 1));

    expect(ceilings).toEqual([...ceilings].sort((a, b) => a - b));
    expect(ceilings.at(-1)).toBe(ceilings.at(-2));
    expect(ceilings.at(-1)).toBeLessThan(60_000);
  });
});
