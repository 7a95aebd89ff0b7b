import { describe, expect, it } from "vitest";
import type { Condition } from "../../../../src/core/condition.ts";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { nextRow } from "../../../../src/engine/status/next-row.ts";
import type { PassFacts } from "../../../../src/engine/status/pass-facts.ts";
import {
  atIso,
  change,
  conditionIn,
  makeFacts,
  planOf,
  settledRow,
  startMs,
  step,
  unseenFacts,
} from "../../../support/made-pass.ts";
import { makeFunction, makeStream } from "../../../support/made-resources.ts";

const stream = makeStream();
const failed = (kind: "transient" | "conflict" | "throttled") =>
  unseenFacts({ outcome: { kind: "failed", disposition: { kind }, message: "oops" } });
const terminal = unseenFacts({
  outcome: { kind: "failed", disposition: { kind: "terminal", reason: "AccessDenied" }, message: "no" },
});
const refused = (reason: string) => unseenFacts({ outcome: { kind: "refused", reason, message: "no" } });
const ended = (outcome: PassFacts["outcome"]) => unseenFacts({ outcome });

describe("Reconciling and Stalled", () => {
  it.each<{ facts: PassFacts; reconciling?: string; stalled?: string; of: string }>([
    { of: "a settled pass", facts: makeFacts() },
    {
      of: "a wait",
      facts: ended({ kind: "waiting", afterMs: 1, reason: "written" }),
      reconciling: "True/Progressing",
    },
    {
      of: "a missing dependency",
      facts: ended({ kind: "blocked", on: [], reason: "needs x" }),
      reconciling: "True/DependencyNotReady",
    },
    { of: "a failure that may heal", facts: failed("transient"), reconciling: "True/ProgressingWithRetry" },
    { of: "a conflict", facts: failed("conflict"), reconciling: "True/Progressing" },
    { of: "too many calls", facts: failed("throttled"), stalled: "True/Before" },
    { of: "a stop", facts: ended({ kind: "stopped" }), stalled: "True/Before" },
    { of: "a key that nobody wants", facts: ended({ kind: "gone" }), stalled: "True/Before" },
    { of: "a failure for good", facts: terminal, stalled: "True/AccessDenied" },
    { of: "a refusal", facts: refused("NotOwned"), stalled: "True/NotOwned" },
    { of: "suspension", facts: refused("Suspended") },
  ])("after $of: $reconciling, $stalled", ({ facts, reconciling, stalled }) => {
    const before: Condition = {
      type: "Stalled",
      status: "True",
      reason: "Before",
      message: "",
      lastTransitionTime: atIso(0),
      observedGeneration: 1,
    };
    const settled = settledRow(stream);
    const previous = { ...settled, conditions: [...settled.conditions, before] };

    const { row } = nextRow(previous, facts);

    expect(conditionIn(row, "Reconciling")).toBe(reconciling);
    expect(conditionIn(row, "Stalled")).toBe(stalled);
  });
});

describe("Suspended", () => {
  it("says who, why and until when", () => {
    const suspended = {
      kind: "suspend",
      key: stream.key,
      at: atIso(0),
      by: "ada@desk",
      reason: "migration",
      until: atIso(startMs),
    } as const;
    const facts = { ...refused("Suspended"), suspended };

    expect(nextRow(undefined, facts).row.conditions).toContainEqual(
      expect.objectContaining({
        type: "Suspended",
        reason: "Requested",
        message: `by ada@desk: migration, until ${atIso(startMs)}`,
      }),
    );
  });

  it("needs neither reason nor end, and may come from the manifest", () => {
    const suspended = { kind: "suspend", key: stream.key, at: atIso(0), by: "ada@desk" } as const;
    const asked = nextRow(undefined, { ...refused("Suspended"), suspended }).row;
    const declared = nextRow(
      undefined,
      makeFacts({ resource: makeStream({ policy: { suspend: true } }) }),
    ).row;

    expect(asked.conditions).toContainEqual(expect.objectContaining({ message: "by ada@desk" }));
    expect(conditionIn(declared, "Suspended")).toBe("True/ByPolicy");
  });
});

describe("Drifted", () => {
  const absent = { kind: "absent" } as const;
  it.each<{ what: string; facts: PassFacts; previous: ResourceRow; drifted: string | undefined }>([
    { what: "nothing", facts: makeFacts(), previous: settledRow(stream), drifted: undefined },
    {
      what: "a field",
      facts: makeFacts({ planned: planOf(stream, [step(stream, [change("shards")])]) }),
      previous: settledRow(stream),
      drifted: "True/FieldsDiffer",
    },
    {
      what: "a whole function",
      facts: makeFacts({ resource: makeFunction(), observation: absent }),
      previous: settledRow(makeFunction()),
      drifted: "True/ResourceGone",
    },
    {
      what: "a whole stream",
      facts: makeFacts({ observation: absent }),
      previous: settledRow(stream),
      drifted: "True/DataLost",
    },
  ])("tells that $what was changed by somebody else: $drifted", ({ facts, previous, drifted }) => {
    expect(conditionIn(nextRow(previous, facts).row, "Drifted")).toBe(drifted);
  });
});

describe("DeletionBlocked", () => {
  it("is over once the resource is wanted again", () => {
    const blocked: Condition = {
      type: "DeletionBlocked",
      status: "True",
      reason: "TooManyDeletes",
      message: "",
      lastTransitionTime: atIso(0),
      observedGeneration: 1,
    };
    const previous = settledRow(stream, { conditions: [blocked] });

    expect(conditionIn(nextRow(previous, makeFacts()).row, "DeletionBlocked")).toBeUndefined();
  });
});

describe("Flapping", () => {
  const fix = [step(stream, [change("shards")])];
  const correcting = (nowMs: number) =>
    makeFacts({ planned: planOf(stream, fix), applied: fix, outcome: { kind: "settled" }, nowMs });
  const fought = [0, 60_000, 120_000].reduce<ResourceRow>(
    (row, ms) => nextRow(row, correcting(startMs + ms)).row,
    settledRow(stream),
  );

  it("begins with the third correction of a field", () => {
    expect(conditionIn(fought, "Flapping")).toBe("True/CorrectedRepeatedly");
    expect(fought.corrections).toHaveLength(3);
    expect(fought.counters.driftCorrected).toBe(3);
  });

  it("is over, and forgotten, after ten minutes of peace", () => {
    const during = nextRow(fought, makeFacts({ nowMs: startMs + 720_000 })).row;
    const after = nextRow(fought, makeFacts({ nowMs: startMs + 720_001 })).row;

    expect(conditionIn(during, "Flapping")).toBeDefined();
    expect(conditionIn(after, "Flapping")).toBeUndefined();
    expect(after.corrections).toEqual([]);
  });

  it("is over with a new wish", () => {
    const resource = makeStream({ spec: { retentionHours: 48 } });
    const { row } = nextRow(fought, makeFacts({ resource, nowMs: startMs + 130_000 }));

    expect(conditionIn(row, "Flapping")).toBeUndefined();
    expect(row.corrections).toEqual([]);
  });
});
