import { describe, expect, it } from "vitest";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { nextRow } from "../../../../src/engine/status/next-row.ts";
import type { PassFacts } from "../../../../src/engine/status/pass-facts.ts";
import {
  atIso,
  busy,
  change,
  makeFacts,
  planOf,
  seen,
  settledRow,
  startMs,
  step,
  unseenFacts,
} from "../../../support/made-pass.ts";
import { makeFunction, makeStream } from "../../../support/made-resources.ts";

const stream = makeStream();
const row = settledRow(stream);
const fix = step(stream, [change("shards", { from: 4, to: 2 })], { call: "kinesis:UpdateShardCount" });
const waiting = { kind: "waiting", afterMs: 1_000, reason: "written" } as const;
const absent = { kind: "absent" } as const;
const failed = (message = "oops") =>
  unseenFacts({ outcome: { kind: "failed", disposition: { kind: "transient" }, message } });
const terminal = (message = "no") =>
  unseenFacts({
    outcome: { kind: "failed", disposition: { kind: "terminal", reason: "Denied" }, message },
  });
const refused = (reason: string) =>
  unseenFacts({ outcome: { kind: "refused", reason, message: "not ours" } });
const events = (previous: ResourceRow | undefined, facts: PassFacts) => nextRow(previous, facts).events;
const reasons = (previous: ResourceRow | undefined, facts: PassFacts) =>
  events(previous, facts).map(({ reason }) => reason);
/** What a pass tells, and what the same pass tells again. */
const twice = (previous: ResourceRow | undefined, facts: PassFacts) => [
  reasons(previous, facts),
  reasons(nextRow(previous, facts).row, facts),
];

describe("an applied change", () => {
  const fixed = (also: Partial<PassFacts> = {}) =>
    makeFacts({ planned: planOf(stream, [fix]), applied: [fix], outcome: waiting, ...also });

  it("is history: calls, fields, cause and revision", () => {
    expect(events(undefined, fixed())).toContainEqual({
      key: stream.key,
      type: "Normal",
      reason: "Applied",
      message: "changed shards",
      at: atIso(startMs),
      revision: "r1",
      cause: "spec",
      calls: ["kinesis:UpdateShardCount"],
      changes: [{ path: "shards", from: 4, to: 2 }],
    });
  });

  it.each<{ cause: string; previous: ResourceRow | undefined; also: Partial<PassFacts> }>([
    { cause: "spec", previous: { ...row, specHash: "other" }, also: {} },
    { cause: "drift", previous: row, also: {} },
    { cause: "forced", previous: row, also: { handledRequest: "t2" } },
    { cause: "drift", previous: { ...row, lastHandledRequest: "t1" }, also: { handledRequest: "t1" } },
    {
      cause: "adopted",
      previous: undefined,
      also: { planned: planOf(stream, [fix], { verdict: { kind: "adopt" } }) },
    },
  ])("was caused by $cause", ({ cause, previous, also }) => {
    expect(events(previous, fixed(also))[0]).toMatchObject({ reason: "Applied", cause });
  });

  it("tells a creation, and taking over, as such", () => {
    const planned = planOf(stream, [fix], { verdict: { kind: "create" } });
    const adopting = fixed({ planned: planOf(stream, [fix], { verdict: { kind: "adopt" } }) });

    expect(events(undefined, fixed({ planned, observation: absent }))[0]?.message).toBe("created");
    expect(reasons(undefined, adopting)).toEqual(["Applied", "Adopted"]);
  });

  it("tells a field once, and no sensitive values", () => {
    const secret = change("environment.TOKEN", { from: "old", to: "hush", sensitive: true });
    const unset = change("encryptionKeyId", { from: undefined, to: undefined });
    const steps = [step(stream, [secret, unset]), step(stream, [secret])];
    const told = events(row, fixed({ planned: planOf(stream, steps), applied: steps }));

    expect(told[0]?.changes).toEqual([
      { path: "environment.TOKEN", sensitive: true },
      { path: "encryptionKeyId" },
    ]);
    expect(JSON.stringify(told)).not.toContain("hush");
  });
});

describe("drift", () => {
  it("that is put back is told with what it was and is again", () => {
    const told = events(row, makeFacts({ planned: planOf(stream, [fix]), applied: [fix] }));

    expect(told.map(({ reason }) => reason)).toEqual(["Applied", "DriftCorrected"]);
    expect(told[1]).toMatchObject({
      type: "Normal",
      message: "put back: somebody else changed shards",
      changes: [{ path: "shards", from: 4, to: 2 }],
    });
  });

  it("that is left is told once per field", () => {
    const reporting = makeStream({ policy: { drift: "report" } });
    const facts = makeFacts({ resource: reporting, planned: planOf(reporting, [fix]) });
    const before = settledRow(reporting);

    expect(twice(before, facts)).toEqual([["DriftDetected"], []]);
    expect(events(before, facts)[0]).toMatchObject({
      type: "Warning",
      message: "somebody else changed shards",
      changes: [{ path: "shards", from: 2, to: 4 }],
    });
  });

  it("of everything says that it was deleted", () => {
    const facts = makeFacts({ resource: makeFunction(), observation: absent });

    expect(events(settledRow(makeFunction()), facts)[0]).toMatchObject({
      reason: "DriftDetected",
      message: "somebody else deleted it",
      changes: [{ path: "(resource)" }],
    });
  });

  it("of what has no values tells the fields alone", () => {
    const changes = [change("a", { from: undefined, to: undefined })];
    const planned = planOf(stream, [step(stream, changes)]);
    const made = makeFacts({ planned, applied: planned.steps });

    expect(events(row, makeFacts({ planned }))[0]?.changes).toEqual([{ path: "a" }]);
    expect(events(row, made)[1]?.changes).toEqual([{ path: "a" }]);
  });
});

describe("a stream that is gone", () => {
  it("is a loss of data, told once", () => {
    const ignoring = makeStream({ policy: { drift: "ignore" } });

    expect(twice(row, makeFacts({ observation: absent }))).toEqual([["DriftDetected", "DataLost"], []]);
    expect(twice(settledRow(ignoring), makeFacts({ resource: ignoring, observation: absent }))).toEqual([
      ["DataLost"],
      [],
    ]);
  });
});

describe("trouble", () => {
  it.each<{ what: string; facts: PassFacts; told: string }>([
    { what: "a failure for good", facts: terminal(), told: "Failed" },
    { what: "a failure that may heal", facts: failed(), told: "Retrying" },
    { what: "a refusal", facts: refused("NotOwned"), told: "Refused" },
  ])("is told once: $what", ({ facts, told }) => {
    expect(twice(row, facts)).toEqual([[told], []]);
    expect(events(row, facts)[0]?.type).toBe("Warning");
  });

  it("is told again when it is another, or of another wish", () => {
    const stalled = nextRow(row, terminal()).row;
    const larger = {
      ...terminal(),
      work: makeFacts({ resource: makeStream({ spec: { retentionHours: 48 } }) }).work,
    };

    expect(reasons(stalled, terminal("something else"))).toEqual(["Failed"]);
    expect(reasons(stalled, larger)).toEqual(["Failed"]);
    expect(reasons(nextRow(row, failed()).row, failed("other"))).toEqual(["Retrying"]);
  });

  it("is none when AWS was only busy", () => {
    const outcome = { kind: "failed", disposition: { kind: "conflict" }, message: "busy" } as const;

    expect(reasons(row, unseenFacts({ outcome }))).toEqual([]);
  });
});

describe("suspension", () => {
  const suspended = { kind: "suspend", key: stream.key, at: atIso(0), by: "ada@desk" } as const;

  it("is told when it begins, changes and ends", () => {
    const facts = { ...refused("Suspended"), suspended };
    const { row: held } = nextRow(row, facts);
    const renewed = { ...facts, suspended: { ...suspended, by: "bob@desk" } };

    expect(twice(row, facts)).toEqual([["Suspended"], []]);
    expect(reasons(held, renewed)).toEqual(["Suspended"]);
    expect(events(held, makeFacts())).toMatchObject([
      { reason: "Resumed", message: "no longer suspended by ada@desk" },
    ]);
  });
});

describe("readiness", () => {
  it("is told when it comes for the first time, or after trouble", () => {
    const broken = nextRow(
      row,
      makeFacts({ observation: seen(stream, { health: { kind: "failed", reason: "Failed" } }) }),
    ).row;

    expect(twice(undefined, makeFacts())).toEqual([["Ready"], []]);
    expect(reasons(broken, makeFacts())).toEqual(["Ready"]);
  });

  it("is no news after an update, or a moment of blindness", () => {
    const updating = nextRow(row, makeFacts({ observation: busy(stream), outcome: waiting })).row;
    const blind = nextRow(row, makeFacts({ observation: { kind: "unknown", reason: "" } })).row;

    expect(reasons(updating, makeFacts())).toEqual([]);
    expect(reasons(blind, makeFacts())).toEqual([]);
  });
});

describe("a fight", () => {
  it("is told when it begins", () => {
    const facts = (ms: number) =>
      makeFacts({ planned: planOf(stream, [fix]), applied: [fix], nowMs: startMs + ms });
    const second = nextRow(nextRow(row, facts(0)).row, facts(1)).row;

    expect(reasons(second, facts(2))).toEqual(["Applied", "DriftCorrected", "Flapping"]);
    expect(reasons(nextRow(second, facts(2)).row, facts(3))).toEqual(["Applied", "DriftCorrected"]);
  });
});
