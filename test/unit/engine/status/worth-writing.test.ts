import { describe, expect, it } from "vitest";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { nextRow } from "../../../../src/engine/status/next-row.ts";
import type { PassFacts } from "../../../../src/engine/status/pass-facts.ts";
import { isWorthWriting } from "../../../../src/engine/status/worth-writing.ts";
import { busy, change, makeFacts, planOf, settledRow, startMs, step } from "../../../support/made-pass.ts";
import { makeStream } from "../../../support/made-resources.ts";

const stream = makeStream();
const row = settledRow(stream);
const later = { nowMs: startMs + 60_000 };
const waiting = (reason: string) => ({ kind: "waiting", afterMs: 1_000, reason }) as const;
const fix = step(stream, [change("shards")]);
const updating = (reason: string) =>
  makeFacts({ observation: busy(stream, reason), outcome: waiting(reason) });

describe("a write of a row", () => {
  it.each<{ what: string; facts: PassFacts; previous?: ResourceRow; worth: boolean }>([
    { what: "a scan that finds nothing", facts: makeFacts(later), worth: false },
    {
      what: "a commit that changes nothing of it",
      facts: makeFacts({ ...later, revision: "r2" }),
      worth: false,
    },
    {
      what: "lines that moved",
      facts: makeFacts({ resource: { ...stream, source: { file: "flow.yaml", line: 9, column: 1 } } }),
      worth: false,
    },
    {
      what: "a newer state of AWS's progress",
      facts: updating("the stream is ACTIVE soon"),
      previous: nextRow(row, updating("the stream is UPDATING")).row,
      worth: false,
    },
    { what: "progress that begins", facts: updating("the stream is UPDATING"), worth: true },
    {
      what: "another policy",
      facts: makeFacts({ resource: makeStream({ policy: { deletion: "protect" } }) }),
      worth: true,
    },
    { what: "other owners", facts: makeFacts({ resource: { ...stream, owners: ["b"] } }), worth: true },
    { what: "other labels", facts: makeFacts({ resource: { ...stream, labels: { a: "b" } } }), worth: true },
    {
      what: "a new wish",
      facts: makeFacts({ resource: makeStream({ spec: { retentionHours: 48 } }) }),
      worth: true,
    },
    { what: "an answered request", facts: makeFacts({ handledRequest: "t" }), worth: true },
    {
      what: "a correction that left everything as it was",
      facts: makeFacts({ planned: planOf(stream, [fix]), applied: [fix] }),
      worth: true,
    },
    { what: "a first row", facts: makeFacts(), previous: { ...row, version: 0 }, worth: true },
  ])("is worth it ($worth) for $what", ({ facts, previous = row, worth }) => {
    expect(isWorthWriting(previous, nextRow(previous, facts).row)).toBe(worth);
  });

  it("is worth it for a resource without one", () => {
    expect(isWorthWriting(undefined, row)).toBe(true);
  });
});
