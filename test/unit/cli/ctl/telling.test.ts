import { describe, expect, it } from "vitest";
import { mostTelling } from "../../../../src/cli/ctl/telling.ts";
import type { ConditionType } from "../../../../src/core/condition.ts";
import type { RowState } from "../../../../src/core/resource-row.ts";
import { makeCondition, makeStatusRow, readyConditions } from "../../../support/status-rows.ts";

const suspension = { by: "bob@desk", at: "2026-01-01T00:00:00.000Z" };
const worstFirst: readonly ConditionType[] = [
  "Stalled",
  "Flapping",
  "Drifted",
  "DeletionBlocked",
  "Suspended",
  "Reconciling",
];

describe("what is most telling of a resource", () => {
  it.each(worstFirst.map((type, index) => ({ type, lesser: worstFirst.slice(index + 1) })))(
    "is $type before $lesser",
    ({ type, lesser }) => {
      const conditions = [
        ...readyConditions,
        ...lesser.map((each) => makeCondition(each)),
        makeCondition(type),
      ];

      expect(mostTelling(makeStatusRow("Stream", "s", { conditions }), undefined).type).toBe(type);
    },
  );

  it("is a suspension that the controller has not noted yet, before what is under way", () => {
    const conditions = [...readyConditions, makeCondition("Reconciling")];

    expect(mostTelling(makeStatusRow("Stream", "s", { conditions }), suspension)).toEqual({
      type: "Suspended",
      reason: "Suspended",
      message: "by bob@desk",
      since: suspension.at,
    });
  });

  it.each<{ state: RowState; type: string }>([
    { state: "deleting", type: "Deleting" },
    { state: "released", type: "Released" },
    { state: "intent", type: "Ready" },
  ])("is $type when the row is $state", ({ state, type }) => {
    expect(mostTelling(makeStatusRow("Stream", "s", { state }), undefined).type).toBe(type);
  });

  it("is what keeps it from being in sync, before Ready", () => {
    const conditions = [
      makeCondition("Ready"),
      makeCondition("Synced", { status: "False", reason: "ReconcileError" }),
    ];

    expect(mostTelling(makeStatusRow("Stream", "s", { conditions }), undefined).reason).toBe(
      "ReconcileError",
    );
  });

  it("is that nobody has looked yet, when there are no conditions", () => {
    const row = makeStatusRow("Stream", "s", { conditions: [] });

    expect(mostTelling(row, undefined)).toMatchObject({ type: "Pending", message: "not looked at yet" });
  });
});
