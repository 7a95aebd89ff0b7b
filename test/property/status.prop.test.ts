import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Condition } from "../../src/core/condition.ts";
import type { Observation } from "../../src/core/observation.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import type { Outcome } from "../../src/engine/outcome.ts";
import { fightsOf, mayCorrectNow } from "../../src/engine/status/flapping.ts";
import { nextRow } from "../../src/engine/status/next-row.ts";
import type { PassFacts } from "../../src/engine/status/pass-facts.ts";
import { isWorthWriting } from "../../src/engine/status/worth-writing.ts";
import { busy, change, makeFacts, planOf, seen, settledRow, startMs, step } from "../support/made-pass.ts";
import { makeFunction, makeRole, makeStream } from "../support/made-resources.ts";

const someResource = fc
  .record({
    kind: fc.constantFrom("Role", "Stream", "Function"),
    size: fc.constantFrom("1", "2"),
    drift: fc.constantFrom("correct", "report", "ignore"),
    suspend: fc.boolean(),
  } as const)
  .map(({ kind, size, drift, suspend }) => {
    const made = { spec: { tags: { size } }, policy: { drift, suspend } };
    if (kind === "Role") return makeRole(made);
    return kind === "Stream" ? makeStream(made) : makeFunction(made);
  });

const someOutcome = fc.constantFrom<Outcome>(
  { kind: "settled" },
  { kind: "waiting", afterMs: 1_000, reason: "written" },
  { kind: "blocked", on: [], reason: "needs x" },
  { kind: "stopped" },
  { kind: "refused", reason: "NotOwned", message: "not ours" },
  { kind: "refused", reason: "Suspended", message: "suspended" },
  { kind: "failed", disposition: { kind: "transient" }, message: "oops" },
  { kind: "failed", disposition: { kind: "throttled" }, message: "slow down" },
  { kind: "failed", disposition: { kind: "conflict" }, message: "busy" },
  { kind: "failed", disposition: { kind: "terminal", reason: "Denied" }, message: "no" },
);

/** Any pass, consistent or not: a status must come out of it all the same. */
const somePass: fc.Arbitrary<PassFacts> = fc
  .record({
    resource: someResource,
    outcome: someOutcome,
    found: fc.constantFrom("nothing", "unknown", "absent", "busy", "ready", "foreign"),
    paths: fc.uniqueArray(fc.constantFrom("a", "b", "c")),
    verdict: fc.constantFrom("update", "create", "adopt"),
    made: fc.nat(3),
    left: fc.boolean(),
    elapsedMs: fc.nat(3_600_000),
    revision: fc.constantFrom("r1", "r2"),
  } as const)
  .map(({ resource, outcome, found, paths, verdict, made, left, elapsedMs, revision }) => {
    const observations: Readonly<Record<Exclude<typeof found, "nothing">, Observation>> = {
      unknown: { kind: "unknown", reason: "list failed" },
      absent: { kind: "absent" },
      busy: busy(resource),
      ready: seen(resource),
      foreign: seen(resource, { ownership: { kind: "foreign", owner: "them" } }),
    };
    const steps = paths.map((path) => step(resource, [change(path)]));
    const differences = left ? [change("enabled", { left: true })] : [];
    const planned = planOf(resource, steps, {
      differences,
      ...(steps.length > 0 && { verdict: { kind: verdict } }),
    });
    const base = { resource, outcome, revision, nowMs: startMs + elapsedMs };
    if (found === "nothing") {
      const { observation: _none, planned: _unplanned, ...blind } = makeFacts(base);
      return blind;
    }
    return makeFacts({ ...base, observation: observations[found], planned, applied: steps.slice(0, made) });
  });

/** A stored row that some passes have led to. */
const someRow = fc
  .array(somePass, { maxLength: 4 })
  .map((passes) =>
    passes.reduce<ResourceRow | undefined>(
      (row, facts) => ({ ...nextRow(row, facts).row, version: (row?.version ?? 0) + 1 }),
      undefined,
    ),
  );

describe("the row after any pass", () => {
  it("says nothing new when the same pass, which made no call, is repeated", () => {
    fc.assert(
      fc.property(someRow, somePass, (previous, facts) => {
        const repeated = { ...facts, applied: [] };
        const once = { ...nextRow(previous, repeated).row, version: 1 };
        const again = nextRow(once, repeated);

        expect(isWorthWriting(once, again.row)).toBe(false);
        expect(again.events).toEqual([]);
      }),
    );
  });

  it("moves times of transition exactly when a status flips", () => {
    const law = fc.property(someRow, somePass, (previous, facts) => {
      const before = new Map(previous?.conditions.map((condition) => [condition.type, condition]));
      const isKept = ({ type, status, lastTransitionTime }: Condition) => {
        const old = before.get(type);
        if (old?.status === status) return lastTransitionTime === old.lastTransitionTime;
        return lastTransitionTime === new Date(facts.nowMs).toISOString();
      };

      expect(nextRow(previous, facts).row.conditions.every(isKept)).toBe(true);
    });
    fc.assert(law);
  });

  it("survives being stored as JSON", () => {
    fc.assert(
      fc.property(someRow, somePass, (previous, facts) => {
        const { row, events } = nextRow(previous, facts);

        expect(JSON.parse(JSON.stringify(row))).toStrictEqual(row);
        expect(JSON.parse(JSON.stringify(events))).toStrictEqual(events);
      }),
    );
  });

  it("always says whether the resource is ready and synced, and is sorted", () => {
    fc.assert(
      fc.property(someRow, somePass, (previous, facts) => {
        const { row } = nextRow(previous, facts);
        const paths = row.drift.map(({ path }) => path);

        expect(row.conditions.slice(0, 2).map(({ type }) => type)).toEqual(["Ready", "Synced"]);
        expect(row.conditions.slice(2).every(({ status }) => status === "True")).toBe(true);
        expect(paths).toEqual([...new Set(paths)].sort());
        expect(row.conditions.some(({ type }) => type === "Drifted")).toBe(paths.length > 0);
      }),
    );
  });
});

describe("a fight that goes on for ever", () => {
  it("is never declared over while every rest is followed by another correction", () => {
    const resource = makeStream();
    const fix = step(resource, [change("shards")]);
    const eagerness = fc.array(fc.integer({ min: 1, max: 120_000 }), { minLength: 5, maxLength: 30 });
    fc.assert(
      fc.property(eagerness, (delays) => {
        let row = settledRow(resource);
        let nowMs = startMs;
        for (const [index, delayMs] of delays.entries()) {
          const now = mayCorrectNow(row, nowMs);
          nowMs += (now.ok ? 0 : now.afterMs) + delayMs;
          const planned = planOf(resource, [fix]);
          row = nextRow(row, makeFacts({ resource, planned, applied: [fix], nowMs })).row;
          expect(fightsOf(row, nowMs)).toEqual(index < 2 ? [] : ["shards"]);
        }
      }),
    );
  });
});
