import { describe, expect, it } from "vitest";
import type { Policy } from "../../../../src/api/policy.ts";
import type { SuspendRequest } from "../../../../src/core/operator-request.ts";
import type { ResourcePlan } from "../../../../src/core/plan.ts";
import { isLeftAsFound, permit } from "../../../../src/engine/phases/permit.ts";
import { toWork } from "../../../../src/engine/ports.ts";
import { appliedOf } from "../../../../src/engine/status/applied.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { fakePass } from "../../../support/fake-pass.ts";
import { FakeWorld } from "../../../support/fake-world.ts";
import { atIso, change, planOf, seen, settledRow, startMs, step } from "../../../support/made-pass.ts";
import { makeRole } from "../../../support/made-resources.ts";

interface Given {
  readonly policy?: Partial<Policy>;
  readonly mayWrite?: boolean;
  readonly suspended?: SuspendRequest;
  readonly isNewWish?: boolean;
  /** How many seconds ago its drift was corrected. */
  readonly corrected?: readonly number[];
}

function ask(
  { policy = {}, mayWrite = true, suspended, isNewWish, corrected = [] }: Given,
  plan?: ResourcePlan,
) {
  const clock = new FakeClock(startMs);
  const world = new FakeWorld(clock);
  const role = makeRole({ name: "r", policy });
  const corrections = corrected.map((ago) => ({ path: "tags.a", at: atIso(startMs - ago * 1_000) }));
  const row = { ...settledRow(role), corrections, ...(isNewWish && { specHash: "another" }) };
  const deps = fakePass({ world, clock }, [role], { rows: [row], gate: { mayWrite: () => mayWrite } });
  const planned = plan ?? planOf(role, [step(role, [change("tags.a")])]);
  return permit(deps, toWork(role, deps.ports), planned, { applied: appliedOf(row, role), suspended });
}

const suspended: SuspendRequest = {
  kind: "suspend",
  key: "default/Role/r",
  at: "2026-01-01T00:00:00.000Z",
  by: "ann@desk",
  reason: "an incident",
  until: "2026-01-02T00:00:00.000Z",
};

describe("what may be carried out now", () => {
  it("is all of a plan that nothing speaks against", () => {
    const { plan, hold } = ask({});

    expect([plan.steps.length, hold]).toEqual([1, undefined]);
  });

  it.each(["report", "ignore"] as const)("is nothing of drift that is to %s", (drift) => {
    const { plan, hold } = ask({ policy: { drift } });

    expect([plan.steps, plan.verdict.kind, hold]).toEqual([[], "in-sync", undefined]);
  });

  it("is all of a new wish, whatever becomes of drift", () => {
    expect(ask({ policy: { drift: "report" }, isNewWish: true }).plan.steps).toHaveLength(1);
  });

  it("waits while somebody else keeps changing it back", () => {
    const { plan, hold } = ask({ corrected: [20, 10, 1] });

    expect(plan.steps).toEqual([]);
    expect(hold).toEqual({
      kind: "waiting",
      afterMs: 1_000,
      reason: "somebody else keeps changing it back",
    });
  });

  it("waits two seconds while the lease is in doubt", () => {
    const { plan, hold } = ask({ mayWrite: false });

    expect(plan.steps).toHaveLength(1);
    expect(hold).toMatchObject({ kind: "waiting", afterMs: 2_000 });
  });

  it("is nothing to wait for when nothing is to be done", () => {
    const role = makeRole({ name: "r" });

    expect(ask({ mayWrite: false }, planOf(role)).hold).toBeUndefined();
  });

  it("is nothing while it is suspended, and why says the plan", () => {
    const { plan, hold } = ask({ suspended, mayWrite: false, corrected: [3, 2, 1] });

    expect(hold).toBeUndefined();
    expect(plan).toMatchObject({
      steps: [],
      verdict: {
        kind: "refused",
        reason: "Suspended",
        message: "suspended by ann@desk: an incident, until 2026-01-02T00:00:00.000Z",
      },
    });
  });

  it("is nothing of what policy suspends, whatever would be called", () => {
    const { plan } = ask({ policy: { suspend: true }, isNewWish: true });

    expect(plan.verdict).toMatchObject({
      message: "suspended by policy.suspend; without that, aws:Change would be called",
    });
  });

  it("needs no reason to be suspended for", () => {
    const { reason: _reason, until: _until, ...bare } = suspended;
    const role = makeRole({ name: "r" });

    expect(ask({ suspended: bare }, planOf(role)).plan.verdict).toMatchObject({
      message: "suspended by ann@desk",
    });
  });

  it("is nothing of what the kind refuses", () => {
    const role = makeRole({ name: "r" });
    const refused = planOf(role, [], { verdict: { kind: "refused", reason: "NotOurs", message: "no" } });

    expect(ask({ mayWrite: false }, refused)).toEqual({ plan: refused });
  });
});

describe("a resource that is gone", () => {
  const role = makeRole({ name: "r" });
  const planned = planOf(role, [step(role, [])]);

  it("is left so when policy takes the calls out that would bring it back", () => {
    expect(isLeftAsFound({ kind: "absent" }, planned, planOf(role))).toBe(true);
  });

  it.each<[string, boolean]>([
    ["there are calls left", isLeftAsFound({ kind: "absent" }, planned, planned)],
    ["there never were any", isLeftAsFound({ kind: "absent" }, planOf(role), planOf(role))],
    ["it is there", isLeftAsFound(seen(role), planned, planOf(role))],
  ])("is not left so when %s", (_when, isLeft) => {
    expect(isLeft).toBe(false);
  });
});
