import { describe, expect, it } from "vitest";
import {
  conditionOf,
  type Judgements,
  type Said,
  toConditions,
} from "../../../../src/engine/status/conditions.ts";

const nothing: Judgements = {
  Ready: undefined,
  Synced: undefined,
  Reconciling: undefined,
  Stalled: undefined,
  Drifted: undefined,
  Suspended: undefined,
  DeletionBlocked: undefined,
  Flapping: undefined,
};
const ready = (status: Said["status"], message = ""): Said => ({
  type: "Ready",
  status,
  reason: "Available",
  message,
});
const at = (generation: number, nowMs: number) => ({ generation, nowMs });

describe("conditions", () => {
  it("always hold Ready and Synced, unknown until somebody knows", () => {
    const conditions = toConditions([], nothing, at(1, 0));

    expect(conditions.map(({ type, status }) => [type, status])).toEqual([
      ["Ready", "Unknown"],
      ["Synced", "Unknown"],
    ]);
  });

  it("move the time of transition only when the status flips", () => {
    const first = toConditions([], { ...nothing, Ready: ready("True") }, at(1, 0));
    const same = toConditions(first, { ...nothing, Ready: ready("True", "more") }, at(2, 1_000));
    const other = toConditions(same, { ...nothing, Ready: ready("False") }, at(2, 2_000));

    expect(conditionOf(same, "Ready")).toMatchObject({
      message: "more",
      observedGeneration: 2,
      lastTransitionTime: "1970-01-01T00:00:00.000Z",
    });
    expect(conditionOf(other, "Ready")?.lastTransitionTime).toBe("1970-01-01T00:00:02.000Z");
  });

  it("lose the abnormal ones as soon as they are no longer true", () => {
    const stalled = { type: "Stalled", status: "True", reason: "Denied", message: "" } as const;
    const before = toConditions([], { ...nothing, Stalled: stalled }, at(1, 0));

    expect(conditionOf(before, "Stalled")).toBeDefined();
    expect(conditionOf(toConditions(before, nothing, at(1, 1)), "Stalled")).toBeUndefined();
  });

  it("stay word for word where nothing was learned", () => {
    const before = toConditions([], { ...nothing, Ready: ready("True") }, at(1, 0));
    const after = toConditions(before, { ...nothing, Ready: "unchanged", Stalled: "unchanged" }, at(2, 9));

    expect(conditionOf(after, "Ready")).toBe(conditionOf(before, "Ready"));
    expect(conditionOf(after, "Stalled")).toBeUndefined();
  });

  it("stand in one order, however they came", () => {
    const flapping = { type: "Flapping", status: "True", reason: "x", message: "" } as const;
    const stalled = { type: "Stalled", status: "True", reason: "x", message: "" } as const;
    const conditions = toConditions([], { ...nothing, Flapping: flapping, Stalled: stalled }, at(1, 0));

    expect(conditions.map(({ type }) => type)).toEqual(["Ready", "Synced", "Stalled", "Flapping"]);
  });
});
