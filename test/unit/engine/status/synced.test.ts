import { describe, expect, it } from "vitest";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { conditionOf } from "../../../../src/engine/status/conditions.ts";
import { nextRow } from "../../../../src/engine/status/next-row.ts";
import type { PassFacts } from "../../../../src/engine/status/pass-facts.ts";
import {
  busy,
  change,
  conditionIn,
  makeFacts,
  planOf,
  settledRow,
  step,
  unseenFacts,
} from "../../../support/made-pass.ts";
import { makeStream } from "../../../support/made-resources.ts";

const stream = makeStream();
const larger = makeStream({ spec: { retentionHours: 48 } });
const reporting = makeStream({ policy: { drift: "report" } });
const ignoring = makeStream({ policy: { drift: "ignore" } });
const one = step(stream, [change("shards")]);
const two = step(stream, [change("retentionHours")], { stage: 1 });
const planned = planOf(stream, [one, two]);
const waiting = { kind: "waiting", afterMs: 1_000, reason: "written" } as const;
const settled = { kind: "settled" } as const;
const blocked = { kind: "blocked", on: [], reason: "needs x" } as const;
const refused = (reason: string) => ({ kind: "refused", reason, message: "no" }) as const;
const failed = (kind: "transient" | "conflict" | "throttled") =>
  ({ kind: "failed", disposition: { kind }, message: "oops" }) as const;
const terminal = {
  kind: "failed",
  disposition: { kind: "terminal", reason: "AccessDenied" },
  message: "no",
} as const;

const cases: readonly { reason: string; facts: PassFacts; previous?: ResourceRow; synced: string }[] = [
  { reason: "nothing differs", facts: makeFacts(), synced: "True/ReconcileSuccess" },
  { reason: "nothing was planned", facts: unseenFacts({ outcome: settled }), synced: "Unknown/Progressing" },
  {
    reason: "every call was made",
    facts: makeFacts({ planned, applied: [one, two], outcome: waiting }),
    synced: "True/ReconcileSuccess",
  },
  {
    reason: "calls are left for later",
    facts: makeFacts({ planned, applied: [one], outcome: waiting }),
    synced: "False/Progressing",
  },
  {
    reason: "AWS is busy, and nothing is left to do",
    facts: makeFacts({ observation: busy(stream), outcome: waiting }),
    synced: "True/ReconcileSuccess",
  },
  {
    reason: "drift is only told",
    facts: makeFacts({ resource: reporting, planned: planOf(reporting, [one]), outcome: settled }),
    previous: settledRow(reporting),
    synced: "False/DriftReported",
  },
  {
    reason: "drift is ignored",
    facts: makeFacts({ resource: ignoring, planned: planOf(ignoring, [one]), outcome: settled }),
    previous: settledRow(ignoring),
    synced: "True/ReconcileSuccess",
  },
  {
    reason: "all of it is gone, which is ignored",
    facts: makeFacts({ resource: ignoring, observation: { kind: "absent" }, outcome: settled }),
    previous: settledRow(ignoring),
    synced: "False/DriftIgnored",
  },
  {
    reason: "a correction waits in a fight",
    facts: makeFacts({ planned: planOf(stream, [one]), outcome: waiting }),
    previous: settledRow(stream),
    synced: "False/Progressing",
  },
  { reason: "it failed for good", facts: makeFacts({ outcome: terminal }), synced: "False/AccessDenied" },
  {
    reason: "it is tried again",
    facts: makeFacts({ outcome: failed("transient") }),
    synced: "False/Retrying",
  },
  {
    reason: "AWS was busy",
    facts: unseenFacts({ outcome: failed("conflict") }),
    synced: "False/Progressing",
  },
  {
    reason: "AWS was busy, and it was equal before",
    facts: unseenFacts({ outcome: failed("conflict") }),
    previous: settledRow(stream),
    synced: "True/ReconcileSuccess",
  },
  {
    reason: "AWS had too many calls",
    facts: unseenFacts({ outcome: failed("throttled") }),
    previous: settledRow(stream),
    synced: "True/ReconcileSuccess",
  },
  {
    reason: "it waits for something, and was equal before",
    facts: unseenFacts({ outcome: blocked }),
    previous: settledRow(stream),
    synced: "True/ReconcileSuccess",
  },
  {
    reason: "a new wish waits for something",
    facts: unseenFacts({ resource: larger, outcome: blocked }),
    previous: settledRow(stream),
    synced: "False/DependencyNotReady",
  },
  { reason: "it is refused", facts: makeFacts({ outcome: refused("NotOwned") }), synced: "False/NotOwned" },
  {
    reason: "it is suspended and differs",
    facts: makeFacts({ planned, outcome: refused("Suspended") }),
    synced: "False/Suspended",
  },
  {
    reason: "it is suspended and equal",
    facts: makeFacts({ outcome: refused("Suspended") }),
    synced: "True/ReconcileSuccess",
  },
  {
    reason: "it is suspended and was not seen",
    facts: unseenFacts({ outcome: refused("Suspended") }),
    synced: "Unknown/Progressing",
  },
  {
    reason: "the pass was told to stop",
    facts: makeFacts({ planned, applied: [one], outcome: { kind: "stopped" } }),
    previous: settledRow(stream),
    synced: "True/ReconcileSuccess",
  },
];

describe("Synced", () => {
  it.each(cases)("is $synced when $reason", ({ facts, previous, synced }) => {
    expect(conditionIn(nextRow(previous, facts).row, "Synced")).toBe(synced);
  });

  it("passes warnings on, and names what is left", () => {
    const warned = makeFacts({ planned: planOf(stream, [], { warnings: ["a", "b"] }) });
    const paths = ["a", "b", "c", "d", "e", "f", "g"].map((path) => change(path));
    const left = makeFacts({ resource: reporting, planned: planOf(reporting, [step(stream, paths)]) });

    const { row } = nextRow(settledRow(reporting), left);

    expect(conditionOf(nextRow(undefined, warned).row.conditions, "Synced")?.message).toBe("a; b");
    expect(conditionOf(row.conditions, "Synced")?.message).toBe(
      "left as AWS has it: a, b, c, d, e and 2 more",
    );
  });
});
