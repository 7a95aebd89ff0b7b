import { describe, expect, it } from "vitest";
import type { Policy } from "../../../src/api/policy.ts";
import type { Field } from "../../../src/core/diff.ts";
import type { Applied } from "../../../src/core/kind.ts";
import { fillOptional, judgeBrake, judgeBrakes } from "../../../src/core/optional-fields.ts";
import { makeFunction } from "../../support/made-resources.ts";

const fields: readonly Field[] = [
  { path: "plain" },
  { path: "route", optional: {} },
  { path: "enabled", optional: { unset: true, isBrake: true } },
  { path: "limit", optional: { isBrake: true } },
];
const applied = (more: Partial<Applied> = {}): Applied => ({
  isCurrent: true,
  tagKeys: [],
  fields: [],
  ...more,
});
const policy = (drift: Policy["drift"], driftOfBrakes?: Policy["drift"]): Policy => ({
  ...makeFunction().policy,
  drift,
  ...(driftOfBrakes && { driftOfBrakes }),
});

describe("fields that need not be declared", () => {
  const found = { plain: 1, route: "x", enabled: false, limit: 5 };

  it("are wanted as found, but for brakes: those are wanted released", () => {
    expect(fillOptional(fields, { plain: 1 }, found, undefined)).toEqual({
      plain: 1,
      route: "x",
      enabled: true,
    });
  });

  it("are wanted unset once they left a declaration that was applied", () => {
    const before = applied({ fields: ["route", "limit"] });

    expect(fillOptional(fields, { plain: 1 }, found, before)).toEqual({ plain: 1, enabled: true });
  });

  it("are wanted as declared where they are", () => {
    const wanted = { plain: 1, route: "y", enabled: false, limit: 0 };

    expect(fillOptional(fields, wanted, found, applied({ fields: ["route"] }))).toEqual(wanted);
  });
});

describe("a brake that is not as wanted", () => {
  const known = applied();
  const before = applied({ isCurrent: false });
  const withdrawn = applied({ isCurrent: false, fields: ["limit"] });

  it.each([
    ["undeclared and never declared", { isDeclared: false, applied: known }, ["tell", "tell", "nothing"]],
    ["undeclared, and nothing known", { isDeclared: false, applied: undefined }, ["tell", "tell", "nothing"]],
    ["undeclared, declared before", { isDeclared: false, applied: withdrawn }, ["act", "act", "act"]],
    ["declared as applied", { isDeclared: true, applied: known }, ["act", "tell", "nothing"]],
    ["declared anew", { isDeclared: true, applied: before }, ["act", "act", "act"]],
    ["declared, and nothing known", { isDeclared: true, applied: undefined }, ["act", "tell", "tell"]],
    [
      "declared, and not ours yet",
      { isDeclared: true, isAdoption: true, applied: undefined },
      ["act", "act", "act"],
    ],
    [
      "undeclared, and not ours yet",
      { isDeclared: false, isAdoption: true, applied: undefined },
      ["tell", "tell", "nothing"],
    ],
  ] as const)("%s: for correct, report and ignore", (_, question, expected) => {
    const verdicts = (["correct", "report", "ignore"] as const).map((drift) =>
      judgeBrake("limit", { isAdoption: false, ...question, policy: policy(drift) }),
    );

    expect(verdicts).toEqual(expected);
  });

  it("goes by the drift policy of brakes where there is one", () => {
    const question = { isDeclared: true, isAdoption: false, applied: known };

    expect(judgeBrake("limit", { ...question, policy: policy("correct", "report") })).toBe("tell");
    expect(judgeBrake("limit", { ...question, policy: policy("correct", "ignore") })).toBe("nothing");
  });

  it("is marked as left among the differences, or not among them at all", () => {
    const changes = ["plain", "enabled", "limit"].map((path) => ({ path, from: 0, to: 1 }));
    const question = { isDeclared: true, isAdoption: false, applied: known, policy: policy("report") };

    expect(judgeBrakes(fields, changes, () => question)).toEqual([
      { path: "plain", from: 0, to: 1 },
      { path: "enabled", from: 0, to: 1, left: true },
      { path: "limit", from: 0, to: 1, left: true },
    ]);
    expect(judgeBrakes(fields, changes, () => ({ ...question, policy: policy("ignore") }))).toEqual([
      { path: "plain", from: 0, to: 1 },
    ]);
  });
});
