import { describe, expect, it } from "vitest";
import type { Policy } from "../../../../src/api/policy.ts";
import { restrictDrift } from "../../../../src/engine/status/restrict-drift.ts";
import { atIso, change, planOf, settledRow, startMs, step } from "../../../support/made-pass.ts";
import { makeStream } from "../../../support/made-resources.ts";

const known = { isCurrent: true, tagKeys: [], fields: [] };
const stream = (drift: Policy["drift"]) => makeStream({ policy: { drift } });
const update = (drift: Policy["drift"]) => planOf(stream(drift), [step(stream(drift), [change("shards")])]);
const create = planOf(makeStream(), [step(makeStream(), [])], { verdict: { kind: "create" } });

describe("the drift policy", () => {
  it.each<{ drift: Policy["drift"]; isCurrent: boolean; steps: number; reason: string }>([
    { drift: "correct", isCurrent: true, steps: 1, reason: "drift is put back" },
    { drift: "report", isCurrent: true, steps: 0, reason: "drift is only told" },
    { drift: "ignore", isCurrent: true, steps: 0, reason: "drift is nobody's business" },
    { drift: "report", isCurrent: false, steps: 1, reason: "a new wish is no drift" },
    { drift: "ignore", isCurrent: false, steps: 1, reason: "a new wish is no drift" },
  ])("$drift leaves $steps step(s): $reason", ({ drift, isCurrent, steps }) => {
    const resource = stream(drift);
    const question = {
      resource,
      applied: { ...known, isCurrent },
      row: settledRow(resource),
      nowMs: startMs,
    };

    const { plan, waitMs } = restrictDrift(update(drift), question);

    expect(plan.steps).toHaveLength(steps);
    expect(plan.verdict.kind).toBe(steps === 0 ? "in-sync" : "update");
    expect(plan.differences).toHaveLength(1);
    expect(waitMs).toBeUndefined();
  });

  it("does not create again what somebody deleted, unless it corrects", () => {
    const resource = stream("report");
    const question = { resource, applied: known, row: settledRow(resource), nowMs: startMs };

    expect(restrictDrift(create, question).plan.steps).toHaveLength(0);
    expect(restrictDrift(create, { ...question, resource: stream("correct") }).plan.steps).toHaveLength(1);
  });

  it("creates what was never seen", () => {
    const resource = stream("report");
    const { arn: _arn, ...row } = settledRow(resource);

    const { plan } = restrictDrift(create, { resource, applied: known, row, nowMs: startMs });

    expect(plan).toBe(create);
  });

  it("leaves a plan alone that does nothing, or of which nothing is known", () => {
    const resource = stream("report");
    const question = { resource, applied: undefined, row: undefined, nowMs: startMs };

    expect(restrictDrift(update("report"), question).plan.steps).toHaveLength(1);
    expect(restrictDrift(planOf(resource), { ...question, applied: known }).plan.verdict.kind).toBe(
      "in-sync",
    );
  });

  it("holds corrections back in a fight, and says for how long", () => {
    const resource = stream("correct");
    const corrections = [0, 1, 2].map((ms) => ({ path: "shards", at: atIso(startMs + ms) }));
    const row = settledRow(resource, { corrections });

    const held = restrictDrift(update("correct"), { resource, applied: known, row, nowMs: startMs + 2 });
    const later = restrictDrift(update("correct"), { resource, applied: known, row, nowMs: startMs + 2_002 });

    expect(held).toMatchObject({ plan: { steps: [], verdict: { kind: "in-sync" } }, waitMs: 2_000 });
    expect(later.plan.steps).toHaveLength(1);
  });
});
