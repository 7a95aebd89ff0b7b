import { describe, expect, it } from "vitest";
import { healthPage, readinessPage } from "../../../src/server/ops-pages.ts";

describe("health page", () => {
  it("is ok, or says what the process is stuck in", () => {
    expect(healthPage({ ok: true })).toEqual({ status: 200, text: "ok\n" });
    expect(healthPage({ ok: false, reason: "no scan for 10 min" })).toEqual({
      status: 503,
      text: "stuck: no scan for 10 min\n",
    });
  });
});

describe("readiness page", () => {
  const read = { name: "source read", ok: true };
  const standby = { name: "leader", ok: false, isInformation: true } as const;

  it("has a line a check", () => {
    expect(readinessPage([read, { name: "table reachable", ok: false, reason: "timeout" }])).toEqual({
      status: 503,
      text: "source read: ok\ntable reachable: failed: timeout\n",
    });
  });

  it("is ready on a standby: who leads is told for information", () => {
    expect(readinessPage([read, standby])).toEqual({ status: 200, text: "source read: ok\nleader: no\n" });
  });
});
