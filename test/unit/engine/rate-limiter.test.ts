import { describe, expect, it } from "vitest";
import { createRateLimiter } from "../../../src/engine/rate-limiter.ts";

const key = "default/Function/f";
const propagation = { kind: "propagation", reason: "RoleNotAssumable" } as const;
const minutes = (count: number) => count * 60_000;

describe("failures in a row", () => {
  it("for what has not spread yet become overdue five minutes after the first", () => {
    const limiter = createRateLimiter({ next: () => 0 });
    expect(limiter.aged(key, propagation, minutes(1))).toEqual(propagation);
    expect(limiter.aged(key, propagation, minutes(6) - 1)).toEqual(propagation);

    expect(limiter.aged(key, propagation, minutes(6))).toEqual({ ...propagation, isOverdue: true });
    expect(limiter.aged("default/Function/g", propagation, minutes(6))).toEqual(propagation);
  });

  it("begin anew once one was none", () => {
    const limiter = createRateLimiter({ next: () => 0 });
    limiter.aged(key, propagation, 0);

    limiter.forget(key);

    expect(limiter.aged(key, propagation, minutes(9))).toEqual(propagation);
  });

  it("of other kinds do not age", () => {
    const limiter = createRateLimiter({ next: () => 0 });
    limiter.aged(key, { kind: "transient" }, 0);

    expect(limiter.aged(key, { kind: "transient" }, minutes(60))).toEqual({ kind: "transient" });
  });

  it("are given up where somebody waits for the end and they rest too long altogether", () => {
    const patience = { auth: 30_000, quota: 0 };
    const limiter = createRateLimiter({ next: () => 0.999_999 }, patience);
    const denied = { kind: "auth", reason: "AccessDenied" } as const;

    const rests = [1, 2, 3].map(() => limiter.delayAfter(key, denied));

    expect(rests).toEqual([9_999, 19_999, undefined]);
    expect(limiter.delayAfter("default/Stream/s", { kind: "quota", reason: "Q" })).toBeUndefined();
    expect(limiter.delayAfter("default/Role/r", { kind: "transient" })).toBe(999);
  });

  it("of another kind start short, and have patience of their own", () => {
    const limiter = createRateLimiter({ next: () => 0.999_999 }, { auth: 30_000 });
    for (let failure = 0; failure < 8; failure++) limiter.delayAfter(key, { kind: "transient" });

    expect(limiter.delayAfter(key, { kind: "auth", reason: "AccessDenied" })).toBe(9_999);
    expect(limiter.delayAfter(key, { kind: "transient" })).toBe(29_999);
  });
});
