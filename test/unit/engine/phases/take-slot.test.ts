import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../../src/engine/outcome.ts";
import { keepsSlot } from "../../../../src/engine/phases/take-slot.ts";

describe("a slot", () => {
  const cases: readonly (readonly [boolean, Outcome, string])[] = [
    [true, { kind: "waiting", afterMs: 1, reason: "being deleted" }, "it is on its way"],
    [true, { kind: "blocked", on: [], reason: "five are" }, "it waits for one"],
    [false, { kind: "blocked", on: ["default/Role/r"], reason: "held" }, "it waits for something else"],
    [true, { kind: "failed", disposition: { kind: "transient" }, message: "" }, "the call may have begun it"],
    [false, { kind: "failed", disposition: { kind: "terminal", reason: "InUse" }, message: "" }, "it stays"],
    [
      false,
      { kind: "failed", disposition: { kind: "auth", reason: "AccessDenied" }, message: "" },
      "others need not wait for a right",
    ],
    [false, { kind: "gone" }, "it is seen gone"],
    [false, { kind: "settled" }, "it is seen settled"],
    [false, { kind: "held", message: "" }, "nobody looks before its environment works"],
    [false, { kind: "refused", reason: "DeletionBlocked", message: "" }, "it may not be deleted"],
  ];

  it.each(cases)("is kept: %s, after %o", (kept, outcome) => {
    expect(keepsSlot(outcome)).toBe(kept);
  });
});
