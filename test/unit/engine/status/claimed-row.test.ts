import { describe, expect, it } from "vitest";
import { claimedRow } from "../../../../src/engine/status/claimed-row.ts";
import { change, makeWork, planOf, settledRow, step } from "../../../support/made-pass.ts";
import { makeFunction } from "../../../support/made-resources.ts";

const resource = makeFunction({ spec: { reservedConcurrency: 5, tags: { team: "x", cost: "y" } } });
const bare = { managedTagKeys: [], managedFields: [] };

describe("the row stored before the calls of a plan", () => {
  it("counts all that is declared as ours when the resource is created", () => {
    const plan = planOf(resource, [step(resource, [])], { verdict: { kind: "create" } });

    expect(claimedRow(settledRow(resource, bare), makeWork(resource), plan)).toMatchObject({
      managedTagKeys: ["cost", "team"],
      managedFields: ["reservedConcurrency"],
    });
  });

  it("adds what the calls write, and leaves what was ours before", () => {
    const steps = [step(resource, [change("tags.team"), change("memoryMb")])];
    const plan = planOf(resource, steps);
    const before = settledRow(resource, { managedTagKeys: ["old"], managedFields: [] });

    expect(claimedRow(before, makeWork(resource), plan)).toMatchObject({
      managedTagKeys: ["old", "team"],
      managedFields: [],
    });
  });
});
