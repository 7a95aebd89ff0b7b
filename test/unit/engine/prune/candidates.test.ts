import { describe, expect, it } from "vitest";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { type Candidates, candidates } from "../../../../src/engine/prune/candidates.ts";
import { declaredOnlyBy } from "../../../../src/engine/prune/declared-by.ts";
import { fakeRow } from "../../../support/fake-row.ts";

const rules = { isDeclared: () => false, claimantOf: () => undefined, isSuspended: () => false };

function listOf(found: Candidates): string {
  const lists = Object.entries(found).filter(([, rows]) => rows.length > 0);
  return lists.map(([list]) => list).join() || "none";
}

const policyOf = (row: ResourceRow, also: Partial<ResourceRow["policy"]>) => ({ ...row.policy, ...also });
const stream = fakeRow("Stream", "s", { deletion: "retain" });
const role = fakeRow("Role", "r");

describe("a row that nobody declares", () => {
  const cases: readonly [string, ResourceRow, string][] = [
    ["is deleted by policy", role, "remove"],
    ["is kept by policy", stream, "release"],
    ["is protected by policy", fakeRow("Role", "r", { deletion: "protect" }), "protect"],
    [
      "was adopted, which has a policy of its own",
      { ...role, adopted: true, policy: policyOf(role, { deletionIfAdopted: "retain" }) },
      "release",
    ],
    ["was adopted, without a policy of its own", { ...role, adopted: true }, "remove"],
    [
      "was created, whatever the policy of adopted ones",
      { ...role, policy: policyOf(role, { deletionIfAdopted: "retain" }) },
      "remove",
    ],
    ["is released already", { ...role, state: "released" }, "none"],
    ["is released and protected", { ...stream, state: "released" }, "none"],
    ["may have been created", { ...role, state: "intent" }, "remove"],
    ["may have been created, and is to be kept then", { ...stream, state: "intent" }, "unsure"],
    ["is being deleted, whatever its policy", { ...stream, state: "deleting" }, "remove"],
    ["was declared suspended", { ...role, policy: policyOf(role, { suspend: true }) }, "suspended"],
    [
      "is suspended while it is being deleted",
      { ...role, state: "deleting", policy: policyOf(role, { suspend: true }) },
      "suspended",
    ],
  ];

  it.each(cases)("that %s", (_, row, list) => {
    expect(listOf(candidates([row], rules))).toBe(list);
  });

  it("is left alone while an operator suspends it", () => {
    expect(listOf(candidates([role], { ...rules, isSuspended: () => true }))).toBe("suspended");
  });

  it("is no delete when another key declares the same thing", () => {
    const claimed = candidates([role, stream], {
      ...rules,
      claimantOf: ({ key }) => (key === role.key ? stream.key : undefined),
    });

    expect(claimed.moved).toEqual([role]);
    expect(claimed.remove).toEqual([]);
  });
});

describe("candidates", () => {
  it("leave out what is declared and what is out of scope, and come in key order", () => {
    const rows = ["d", "b", "c", "a"].map((name) => fakeRow("Role", name));

    const found = candidates(rows, {
      ...rules,
      isDeclared: (key) => key.endsWith("/b"),
      scope: ({ name }) => name !== "c",
    });

    expect(found.remove.map(({ name }) => name)).toEqual(["a", "d"]);
  });
});

describe("pruning by files", () => {
  const inScope = declaredOnlyBy(new Set(["a.yaml", "more/b.yaml"]));
  const cases: readonly [string, Partial<ResourceRow>, boolean][] = [
    ["a file of them", { owners: ["a.yaml"] }, true],
    ["several of them", { owners: ["a.yaml", "more/b.yaml"] }, true],
    ["one of them and another file", { owners: ["a.yaml", "c.yaml"] }, false],
    ["another file", { owners: ["c.yaml"] }, false],
    ["nobody known", { owners: [] }, false],
    [
      "a workflow in one of them",
      { owners: ["default/Workflow/w"], source: { file: "a.yaml", line: 1 } },
      true,
    ],
    [
      "a workflow in another file",
      { owners: ["default/Workflow/w"], source: { file: "c.yaml", line: 1 } },
      false,
    ],
    [
      "another file that is called like a workflow",
      { owners: ["x/Workflow/w.yaml"], source: { file: "a.yaml", line: 1 } },
      false,
    ],
  ];

  it.each(cases)("looks at what was declared by %s: %o", (_, row, expected) => {
    expect(inScope(fakeRow("Role", "r", row))).toBe(expected);
  });
});
