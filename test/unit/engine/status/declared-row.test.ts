import { describe, expect, it } from "vitest";
import { declaredRow, firstRow, intentRow } from "../../../../src/engine/status/declared-row.ts";
import { atIso, conditionIn, makeWork, settledRow, startMs } from "../../../support/made-pass.ts";
import { makeFunction, makeStream, makeSubscription } from "../../../support/made-resources.ts";

const stream = makeStream();
const context = { work: makeWork(stream), revision: "r1", nowMs: startMs };

describe("the first row of a resource", () => {
  const row = firstRow(context);

  it("is an intent of which nothing is known yet, and is not stored", () => {
    expect(row).toMatchObject({
      state: "intent",
      generation: 1,
      observedGeneration: 0,
      version: 0,
      adopted: false,
    });
    expect(row.conditions.map(({ type }) => conditionIn(row, type))).toEqual([
      "Unknown/Progressing",
      "Unknown/Progressing",
      "True/Progressing",
    ]);
    expect(row.specHash).toBeUndefined();
  });

  it("says how the resource is found, and what it needs", () => {
    const { place, identity, dependsOn } = firstRow({ ...context, work: makeWork(makeSubscription()) });

    expect(place).toEqual({ accountId: "123456789012", region: "eu-west-1" });
    expect(identity).toEqual({ awsName: "Words:counter" });
    expect(dependsOn).toEqual(["default/Function/counter", "default/Stream/Words"]);
  });

  it("holds no secrets", () => {
    const work = makeWork(makeFunction({ spec: { environment: { TOKEN: "hush" } } }));

    expect(JSON.stringify(firstRow({ ...context, work }))).not.toContain("hush");
  });
});

describe("the intent to create or take over", () => {
  it("is the first row of a resource without one", () => {
    expect(intentRow(undefined, { ...context, isAdoption: false })).toEqual(firstRow(context));
    expect(intentRow(undefined, { ...context, isAdoption: true }).adopted).toBe(true);
  });

  it("changes nothing of one that is in the inventory", () => {
    const row = settledRow(stream);

    expect(intentRow(row, { ...context, isAdoption: true })).toBe(row);
  });

  it.each(["intent", "deleting", "released"] as const)("replaces %s, and where it is", (state) => {
    const row = settledRow(stream, { state, adopted: true, awsName: "old-Words", version: 3 });

    expect(intentRow(row, { ...context, isAdoption: false })).toMatchObject({
      state: "intent",
      adopted: false,
      awsName: "Words",
      version: 3,
    });
  });
});

describe("a row with a new declaration", () => {
  it.each([
    { state: "present", known: true },
    { state: "deleting", known: false },
    { state: "released", known: false },
  ] as const)("remembers ($known) what was applied while it was $state", ({ state, known }) => {
    const row = declaredRow(settledRow(stream, { state }), context);

    expect(row.specHash !== undefined).toBe(known);
    expect(row.generation).toBe(1);
  });

  it("forgets corrections only with a new wish", () => {
    const row = settledRow(stream, { corrections: [{ path: "shards", at: atIso(startMs) }] });
    const larger = makeWork(makeStream({ spec: { retentionHours: 48 } }));

    expect(declaredRow(row, context).corrections).toHaveLength(1);
    expect(declaredRow(row, { ...context, work: larger })).toMatchObject({ corrections: [], generation: 2 });
  });
});
