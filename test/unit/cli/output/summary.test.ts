import { describe, expect, it } from "vitest";
import { formatSummary } from "../../../../src/cli/output/summary.ts";
import type { RunSummary } from "../../../../src/core/progress.ts";

const done: RunSummary = {
  ready: ["default/Role/r", "default/Stream/s"],
  failed: [],
  refused: [],
  unfinished: [],
  warnings: [],
  calls: { planned: { create: 3 }, made: { create: 3 } },
  cutShort: false,
};

describe("summary of a run", () => {
  it("is one line when everything is ready", () => {
    expect(formatSummary(done, undefined)).toBe("Ready: 2 of 2; made 3 calls (3 to create)\n");
  });

  it("says of each resource that is not ready why", () => {
    const summary: RunSummary = {
      ...done,
      failed: [{ key: "default/Function/f", reason: "denied" }],
      refused: [{ key: "prod/Role/q", reason: "someone else's" }],
      unfinished: [{ key: "default/Subscription/s:f", reason: "needs default/Function/f" }],
      warnings: [{ key: "default/Stream/s", message: "six consumers" }],
      cutShort: true,
    };

    expect(formatSummary(summary, undefined).split("\n")).toEqual([
      "Ready: 2 of 5; made 3 calls (3 to create)",
      "failed Function/f: denied",
      "refused prod/Role/q: someone else's",
      "unfinished Subscription/s:f: needs default/Function/f",
      "warning Stream/s: six consumers",
      "Stopped before everything had settled; the next run continues from here.",
      "",
    ]);
  });

  it("tells what was deleted, and what was not and why", () => {
    const summary: RunSummary = {
      ...done,
      calls: { planned: {}, made: { delete: 2 } },
      deletionsHeld: "14 of 15 resources would be deleted",
    };

    expect(formatSummary(summary, undefined)).toBe(
      "Ready: 2 of 2; made 2 calls (2 to delete)\n" +
        "not deleted: 14 of 15 resources would be deleted; --max-deletes N lets so many go\n",
    );
  });

  it("is the summary itself as JSON", () => {
    expect(JSON.parse(formatSummary(done, "json"))).toEqual(done);
  });
});
