import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { approvalMs } from "../../../../src/core/operator-request.ts";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { digestOf } from "../../../../src/engine/prune/digest.ts";
import { type GuardInput, guardDeletes } from "../../../../src/engine/prune/guard.ts";
import { fakeRow } from "../../../support/fake-row.ts";

const nowMs = 10_000_000;

function rows(count: number, also: Partial<ResourceRow> = {}): ResourceRow[] {
  return Array.from({ length: count }, (_, index) => fakeRow("Role", `r${index}`, also));
}

function input(also: Partial<GuardInput> = {}): GuardInput {
  const source = { state: "ok", identity: "here" } as const;
  return { removals: rows(1), liveRows: 20, source, rebuilt: false, approvals: [], nowMs, ...also };
}

function approval(approved: readonly ResourceRow[], agoMs = 0) {
  const digest = digestOf(approved.map(({ key }) => key));
  return { kind: "approve", digest, at: new Date(nowMs - agoMs).toISOString(), by: "me@host" } as const;
}

function reasonOf(given: GuardInput): string {
  const verdict = guardDeletes(given);
  if (verdict.kind === "blocked") return verdict.block.reason;
  return verdict.approved === undefined ? "allowed" : `approved ${verdict.approved}`;
}

const missing = { state: "missing", identity: "here", reason: "no such folder" } as const;
const broken = { state: "broken", identity: "here" } as const;
const elsewhere = { state: "ok", identity: "elsewhere" } as const;
const begun = { state: "deleting" } as const;

describe("the guard of deletes", () => {
  const cases: readonly [string, Partial<GuardInput>, string][] = [
    ["nothing to delete", { removals: [], source: missing }, "allowed"],
    ["a source that was never asked about", {}, "allowed"],
    ["the source it trusts", { trustedSource: "here" }, "allowed"],
    ["a missing source", { source: missing }, "SourceMissing"],
    ["a broken file", { source: broken }, "BrokenFile"],
    ["a list that failed", { listUnknown: "ListFunctions was cut short" }, "ListUnknown"],
    ["another source", { source: elsewhere, trustedSource: "here" }, "OtherSource"],
    ["an inventory made anew", { rebuilt: true }, "InventoryRebuilt"],
    ["ten deletes of few", { removals: rows(10), liveRows: 10 }, "allowed"],
    ["eleven deletes of few", { removals: rows(11), liveRows: 11 }, "TooManyDeletes"],
    ["a fifth of many", { removals: rows(20), liveRows: 100 }, "allowed"],
    ["more than a fifth of many", { removals: rows(20), liveRows: 99 }, "TooManyDeletes"],
    ["as many as said", { removals: rows(2), maxDeletes: 2 }, "allowed"],
    ["more than said", { removals: rows(3), maxDeletes: 2 }, "TooManyDeletes"],
    ["one where none was said", { maxDeletes: 0 }, "TooManyDeletes"],
    ["more than ten where more was said", { removals: rows(40), maxDeletes: 40 }, "allowed"],
    ["deletes under way", { removals: rows(40, begun) }, "allowed"],
    ["deletes under way, the source missing", { removals: rows(1, begun), source: missing }, "SourceMissing"],
    ["deletes under way, a file broken", { removals: rows(1, begun), source: broken }, "BrokenFile"],
    ["deletes under way, a list unknown", { removals: rows(1, begun), listUnknown: "no" }, "ListUnknown"],
    ["deletes under way by another source", { removals: rows(1, begun), trustedSource: "x" }, "OtherSource"],
    ["deletes under way of an inventory made anew", { removals: rows(1, begun), rebuilt: true }, "allowed"],
    ["a missing source before too many", { removals: rows(40), source: missing }, "SourceMissing"],
  ];

  it.each(cases)("given %s", (_, also, reason) => {
    expect(reasonOf(input(also))).toBe(reason);
  });

  it("names the list, sorted, with the digest an approval is bound to", () => {
    const removals = rows(11).reverse();

    const verdict = guardDeletes(input({ removals }));

    const keys = removals.map(({ key }) => key).sort();
    const digest = createHash("sha256").update(keys.join("\n")).digest("hex");
    const since = new Date(nowMs).toISOString();
    expect(verdict).toMatchObject({ kind: "blocked", block: { keys, digest, since, approvable: true } });
  });

  it("says of how many, and how many are let go", () => {
    const verdict = guardDeletes(input({ removals: rows(13), liveRows: 60 }));

    const message = "13 of 60 resources would be deleted; more than 12 at once have to be approved";
    expect(verdict).toMatchObject({ block: { message } });
  });

  it("blocks only what has not begun when it is too much", () => {
    const fresh = rows(11);
    const under = fakeRow("Stream", "s", begun);

    const verdict = guardDeletes(input({ removals: [under, ...fresh] }));

    expect(verdict).toMatchObject({ block: { keys: fresh.map(({ key }) => key).sort() } });
  });

  it("keeps the age of a block that stays, and no other", () => {
    const previousBlock = {
      reason: "TooManyDeletes",
      message: "",
      keys: [],
      digest: digestOf(rows(11).map(({ key }) => key)),
      since: "before",
      approvable: true,
    };
    const sinceOf = (given: Partial<GuardInput>) => {
      const verdict = guardDeletes(input({ previousBlock, ...given }));
      return verdict.kind === "blocked" && verdict.block.since === "before";
    };

    expect(sinceOf({ removals: rows(11) })).toBe(true);
    expect(sinceOf({ removals: rows(12) })).toBe(false);
    expect(sinceOf({ removals: rows(11), source: missing })).toBe(false);
  });
});

describe("an approval", () => {
  const removals = rows(11);
  const all = approval(removals);
  const other = approval(rows(12));
  const half = [
    ...removals.slice(0, 6),
    ...rows(5, begun).map((row) => ({ ...row, key: row.key.replace("/r", "/x") }) as ResourceRow),
  ];
  const cases: readonly [string, Partial<GuardInput>, string][] = [
    ["lets its list go", { removals, approvals: [all] }, "approved TooManyDeletes"],
    ["lets no longer list go", { removals: rows(12), approvals: [all] }, "TooManyDeletes"],
    ["lets no shorter list go", { removals, approvals: [other] }, "TooManyDeletes"],
    [
      "counts for an hour",
      { removals, approvals: [approval(removals, approvalMs)] },
      "approved TooManyDeletes",
    ],
    ["counts no longer", { removals, approvals: [approval(removals, approvalMs + 1)] }, "TooManyDeletes"],
    [
      "of a clock that is hours ahead does not count",
      { removals, approvals: [approval(removals, -2 * approvalMs)] },
      "TooManyDeletes",
    ],
    ["without a time does not count", { removals, approvals: [{ ...all, at: "soon" }] }, "TooManyDeletes"],
    ["is found among others", { removals, approvals: [other, all] }, "approved TooManyDeletes"],
    ["overrules no missing source", { removals, approvals: [all], source: missing }, "SourceMissing"],
    ["overrules no broken file", { removals, approvals: [all], source: broken }, "BrokenFile"],
    ["overrules no unknown list", { removals, approvals: [all], listUnknown: "no" }, "ListUnknown"],
    ["overrules another source", { removals, approvals: [all], trustedSource: "x" }, "approved OtherSource"],
    [
      "overrules an inventory made anew",
      { removals, approvals: [all], rebuilt: true },
      "approved InventoryRebuilt",
    ],
    [
      "still counts when only some are marked yet",
      { removals: half, maxDeletes: 1, approvals: [approval(half)] },
      "approved TooManyDeletes",
    ],
  ];

  it.each(cases)("%s", (_, also, reason) => {
    expect(reasonOf(input(also))).toBe(reason);
  });
});
