import { describe, expect, it } from "vitest";
import { backoffMs, ceilingMs } from "../../../src/core/backoff.ts";
import { standstillOf } from "../../../src/core/call-error.ts";

const highest = { next: () => 0.999_999 };

describe("back-off", () => {
  it.each([
    ["transient", 1, 999],
    ["transient", 3, 3_999],
    ["transient", 50, 29_999],
    ["throttled", 1, 1_999],
    ["throttled", 50, 44_999],
    ["conflict", 1, 1_000],
    ["conflict", 10, 1_000],
    ["conflict", 12, 4_000],
    ["conflict", 50, 30_000],
  ] as const)("after a %s failure number %i rests at most %i ms", (kind, attempt, atMost) => {
    expect(backoffMs({ kind }, attempt, highest)).toBe(atMost);
  });

  it("spreads retries down to none at all", () => {
    expect(backoffMs({ kind: "transient" }, 5, { next: () => 0 })).toBe(0);
  });

  it.each([
    [{ kind: "propagation", reason: "RoleNotAssumable" }, 1, 1_000, 2_000],
    [{ kind: "propagation", reason: "RoleNotAssumable" }, 50, 15_000, 30_000],
    [{ kind: "dependency" }, 1, 30_000, 60_000],
    [{ kind: "dependency" }, 50, 30_000, 60_000],
    [{ kind: "auth", reason: "AccessDenied" }, 1, 5_000, 10_000],
    [{ kind: "auth", reason: "AccessDenied" }, 50, 150_000, 300_000],
    [{ kind: "quota", reason: "QuotaExceeded" }, 1, 900_000, 1_200_000],
  ] as const)(
    "after %j, failure number %i, rests between %i and %i ms",
    (disposition, attempt, least, most) => {
      expect(backoffMs(disposition, attempt, { next: () => 0 })).toBe(least);
      expect(backoffMs(disposition, attempt, highest)).toBe(most - 1);
    },
  );

  it.each([
    { kind: "terminal", reason: "InvalidSpec" },
    { kind: "credentials", reason: "CredentialsExpired" },
    { kind: "propagation", reason: "RoleNotAssumable", isOverdue: true },
  ] as const)("does not try by itself after %j", (disposition) => {
    expect(backoffMs(disposition, 1, highest)).toBeUndefined();
  });

  it("calls for a person where only somebody's doing helps", () => {
    const propagation = { kind: "propagation", reason: "RoleNotAssumable" } as const;

    expect(standstillOf({ kind: "terminal", reason: "InvalidSpec" })).toBe("InvalidSpec");
    expect(standstillOf({ kind: "quota", reason: "QuotaExceeded" })).toBe("QuotaExceeded");
    expect(standstillOf({ kind: "auth", reason: "AccessDenied" })).toBe("AccessDenied");
    expect(standstillOf({ ...propagation, isOverdue: true })).toBe("RoleNotAssumable");
    expect(standstillOf(propagation)).toBeUndefined();
    expect(standstillOf({ kind: "transient" })).toBeUndefined();
  });

  it.each(["transient", "throttled"] as const)("grows for %s failures until its cap, and stays", (kind) => {
    const ceilings = Array.from({ length: 20 }, (_, index) => ceilingMs(kind, index + 1));

    expect(ceilings).toEqual([...ceilings].sort((a, b) => a - b));
    expect(ceilings.at(-1)).toBe(ceilings.at(-2));
    expect(ceilings.at(-1)).toBeLessThan(60_000);
  });
});
