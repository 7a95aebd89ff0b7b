import { describe, expect, it } from "vitest";
import type { Resource } from "../../../../src/api/resource.ts";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { nextRow } from "../../../../src/engine/status/next-row.ts";
import type { PassFacts } from "../../../../src/engine/status/pass-facts.ts";
import {
  busy,
  change,
  conditionIn,
  makeFacts,
  planOf,
  seen,
  settledRow,
  step,
  unseenFacts,
} from "../../../support/made-pass.ts";
import { makeRole, makeStream } from "../../../support/made-resources.ts";

const stream = makeStream();
const steps = [step(stream, [change("shards")])];
const waiting = { kind: "waiting", afterMs: 1_000, reason: "written" } as const;
const absent = { kind: "absent" } as const;
const refused = (reason: string) => ({ kind: "refused", reason, message: "no" }) as const;
const transient = { kind: "failed", disposition: { kind: "transient" }, message: "oops" } as const;
const throttled = { ...transient, disposition: { kind: "throttled" } } as const;

function creation(resource: Resource, also: Partial<PassFacts>): PassFacts {
  const create = [step(resource, [])];
  const planned = planOf(resource, create, { verdict: { kind: "create" } });
  return makeFacts({ resource, observation: absent, planned, applied: create, ...also });
}

const cases: readonly { reason: string; facts: PassFacts; previous?: ResourceRow; ready: string }[] = [
  { reason: "it works", facts: makeFacts(), ready: "True/Available" },
  {
    reason: "nothing was seen yet",
    facts: unseenFacts({ outcome: transient }),
    ready: "Unknown/Progressing",
  },
  {
    reason: "nothing was seen this time",
    facts: unseenFacts({ outcome: transient }),
    previous: settledRow(stream),
    ready: "True/Available",
  },
  {
    reason: "a list failed",
    facts: makeFacts({ observation: { kind: "unknown", reason: "list failed" }, outcome: transient }),
    previous: settledRow(stream),
    ready: "Unknown/Unknown",
  },
  {
    reason: "a list was throttled",
    facts: makeFacts({ observation: { kind: "unknown", reason: "throttled" }, outcome: throttled }),
    previous: settledRow(stream),
    ready: "True/Available",
  },
  {
    reason: "it is gone, and AWS had too many calls to create it",
    facts: makeFacts({ observation: absent, outcome: throttled }),
    previous: settledRow(stream),
    ready: "False/Absent",
  },
  { reason: "it was just created", facts: creation(stream, { outcome: waiting }), ready: "False/Creating" },
  {
    reason: "a role is usable as written",
    facts: creation(makeRole(), { outcome: { kind: "settled" } }),
    ready: "True/Available",
  },
  {
    reason: "its creation ended half way",
    facts: creation(stream, { outcome: transient }),
    ready: "False/Creating",
  },
  {
    reason: "it is on its way for the first time",
    facts: makeFacts({ observation: busy(stream), outcome: waiting }),
    ready: "False/Creating",
  },
  {
    reason: "it worked and is being changed",
    facts: makeFacts({ observation: busy(stream), outcome: waiting }),
    previous: settledRow(stream),
    ready: "False/Updating",
  },
  {
    reason: "it was just changed",
    facts: makeFacts({ planned: planOf(stream, steps), applied: steps, outcome: waiting }),
    previous: settledRow(stream),
    ready: "False/Updating",
  },
  {
    reason: "it does not exist",
    facts: makeFacts({ observation: absent, outcome: transient }),
    ready: "False/Absent",
  },
  {
    reason: "AWS says that it is broken",
    facts: makeFacts({
      observation: seen(stream, { health: { kind: "failed", reason: "State is Failed" } }),
      outcome: { kind: "failed", disposition: { kind: "terminal", reason: "Unhealthy" }, message: "Failed" },
    }),
    ready: "False/Unhealthy",
  },
  {
    reason: "it belongs to somebody else",
    facts: makeFacts({
      observation: seen(stream, { ownership: { kind: "foreign", owner: "them" } }),
      outcome: refused("NotOwned"),
    }),
    ready: "False/NotOwned",
  },
  {
    reason: "it is ours and suspended",
    facts: makeFacts({ outcome: refused("Suspended") }),
    ready: "True/Available",
  },
  {
    reason: "a change of it failed for good",
    facts: makeFacts({
      outcome: { kind: "failed", disposition: { kind: "terminal", reason: "Denied" }, message: "no" },
    }),
    ready: "True/Available",
  },
];

describe("Ready", () => {
  it.each(cases)("is $ready when $reason", ({ facts, previous, ready }) => {
    expect(conditionIn(nextRow(previous, facts).row, "Ready")).toBe(ready);
  });
});
