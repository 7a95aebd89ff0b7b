import { describe, expect, it } from "vitest";
import { leaseTimingOf } from "../../../src/store/lease-timing.ts";

describe("lease timing", () => {
  it("is what the contract says of half a minute", () => {
    expect(leaseTimingOf(30_000)).toEqual({
      validMs: 28_000,
      renewMs: 5_000,
      callTimeoutMs: 15_000,
      pollMs: 500,
    });
  });

  it.each([3_000, 6_000, 29_999, 30_000, 45_000, 60_000])(
    "leaves time for a missed renewal, a whole call and the standby's own in %i ms",
    (leaseMs) => {
      const { validMs, renewMs, callTimeoutMs, pollMs } = leaseTimingOf(leaseMs);

      expect(validMs + 2 * pollMs).toBeLessThanOrEqual(leaseMs);
      expect(2 * renewMs + callTimeoutMs).toBeLessThan(validMs);
    },
  );
});
