import { describe, expect, it } from "vitest";
import type { Policy } from "../../../../src/api/policy.ts";
import { findDrift } from "../../../../src/engine/status/drift.ts";
import type { PassFacts } from "../../../../src/engine/status/pass-facts.ts";
import {
  atIso,
  busy,
  change,
  makeFacts,
  planOf,
  settledRow,
  startMs,
  step,
  unseenFacts,
} from "../../../support/made-pass.ts";
import { makeStream } from "../../../support/made-resources.ts";

const stream = makeStream();
const row = settledRow(stream);
const fix = step(stream, [change("shards", { from: 4, to: 2 })]);
const brake = change("enabled", { from: false, to: true, left: true });
const nowMs = startMs + 60_000;
const since = atIso(nowMs);
const shards = { path: "shards", was: 2, is: 4, since };
const drifted = (policy: Partial<Policy> = {}, also: Partial<PassFacts> = {}) => {
  const resource = makeStream({ policy });
  return makeFacts({ resource, planned: planOf(resource, [fix]), nowMs, ...also });
};
const paths = (fields: readonly { readonly path: string }[]) => fields.map(({ path }) => path);

describe("drift", () => {
  it("is what differs from a wish that was applied before", () => {
    expect(findDrift(row, drifted())).toEqual({ standing: [shards], corrected: [] });
  });

  it("is not what a new wish changes", () => {
    const previous = { ...row, specHash: "other" };

    expect(findDrift(previous, drifted())).toEqual({ standing: [], corrected: [] });
    expect(findDrift(undefined, drifted())).toEqual({ standing: [], corrected: [] });
  });

  it("is corrected by the calls that were made, once none for the field is left", () => {
    const rung = step(stream, fix.changes, { stage: 1 });
    const ladder = planOf(stream, [fix, rung]);

    expect(findDrift(row, drifted({}, { applied: [fix] }))).toMatchObject({
      standing: [],
      corrected: [shards],
    });
    expect(findDrift(row, drifted({}, { planned: ladder, applied: [fix] }))).toEqual({
      standing: [shards],
      corrected: [],
    });
  });

  it("keeps the time it was first seen", () => {
    const previous = { ...row, drift: [{ ...shards, is: 3, since: atIso(startMs) }] };

    expect(findDrift(previous, drifted()).standing).toEqual([{ ...shards, since: atIso(startMs) }]);
  });

  it("does not tell sensitive values, and leaves out what is not set", () => {
    const changes = [
      { path: "environment.TOKEN", from: "a", to: "b", sensitive: true } as const,
      { path: "encryptionKeyId", from: undefined, to: "alias/a" },
      { path: "tags.team", from: "x", to: undefined },
    ];
    const { standing } = findDrift(row, drifted({}, { planned: planOf(stream, [step(stream, changes)]) }));

    expect(standing).toEqual([
      { path: "encryptionKeyId", was: "alias/a", since },
      { path: "environment.TOKEN", sensitive: true, since },
      { path: "tags.team", is: "x", since },
    ]);
  });

  it.each([
    { drift: "correct", found: ["enabled", "shards"] },
    { drift: "report", found: ["enabled", "shards"] },
    { drift: "ignore", found: ["enabled"] },
  ] as const)("under $drift is $found", ({ drift, found }) => {
    const planned = planOf(stream, [fix], { differences: [...fix.changes, brake] });

    expect(paths(findDrift(row, drifted({ drift }, { planned })).standing)).toEqual(found);
  });

  it("includes a brake whatever was applied", () => {
    const planned = planOf(stream, [], { differences: [brake] });

    expect(paths(findDrift(undefined, drifted({}, { planned })).standing)).toEqual(["enabled"]);
  });

  it("is not concluded from a resource that AWS is busy with, but may go away", () => {
    const previous = { ...row, drift: [shards, { path: "mode", since }] };
    const observation = busy(stream);

    expect(findDrift(row, drifted({}, { observation })).standing).toEqual([]);
    expect(findDrift(previous, drifted({}, { observation })).standing).toEqual([shards]);
  });

  it("stays as it was while nothing is seen or planned", () => {
    const previous = { ...row, drift: [shards] };
    const refusedPlan = planOf(stream, [], { verdict: { kind: "refused", reason: "NotOwned", message: "" } });
    const blind = unseenFacts({ outcome: { kind: "stopped" } });

    expect(findDrift(previous, blind).standing).toEqual([shards]);
    expect(findDrift(undefined, blind).standing).toEqual([]);
    expect(findDrift(previous, drifted({}, { planned: refusedPlan })).standing).toEqual([shards]);
  });
});

describe("a resource that is gone", () => {
  const gone = { path: "(resource)", since };
  const create = step(stream, []);
  const planned = planOf(stream, [create], { verdict: { kind: "create" } });
  const facts = (policy: Partial<Policy> = {}, also: Partial<PassFacts> = {}) =>
    drifted(policy, { observation: { kind: "absent" }, planned, ...also });

  it("has drifted as a whole, until it is created again", () => {
    expect(findDrift(row, facts())).toEqual({ standing: [gone], corrected: [] });
    expect(findDrift(row, facts({}, { applied: [create] }))).toEqual({ standing: [], corrected: [gone] });
  });

  it("has not, when the policy is not to look", () => {
    expect(findDrift(row, facts({ drift: "ignore" }))).toEqual({ standing: [], corrected: [] });
  });

  it("has not, when it was never seen", () => {
    const { arn: _arn, ...unseen } = row;

    expect(findDrift(unseen, facts()).standing).toEqual([]);
    expect(findDrift({ ...row, state: "intent" }, facts()).standing).toEqual([]);
    expect(findDrift(undefined, facts()).standing).toEqual([]);
  });
});
