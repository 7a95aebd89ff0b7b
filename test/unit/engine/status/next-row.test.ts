import { describe, expect, it } from "vitest";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { nextRow } from "../../../../src/engine/status/next-row.ts";
import type { PassFacts } from "../../../../src/engine/status/pass-facts.ts";
import { hashVersion } from "../../../../src/engine/status/spec-hash.ts";
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
import { makeFunction, makeRole, makeStream, makeSubscription } from "../../../support/made-resources.ts";

const stream = makeStream();
const larger = makeStream({ spec: { retentionHours: 48, tags: { team: "a" } } });
const one = step(stream, [change("retentionHours")]);
const two = step(stream, [change("tags.team")], { stage: 1 });
const waiting = { kind: "waiting", afterMs: 1_000, reason: "written" } as const;
const absent = { kind: "absent" } as const;
const create = planOf(stream, [one], { verdict: { kind: "create" } });
const foreign = { kind: "foreign", owner: "them" } as const;
const refused = { kind: "refused", reason: "NotOwned", message: "no" } as const;
const next = (previous: ResourceRow | undefined, facts: PassFacts) => nextRow(previous, facts).row;

describe("generation", () => {
  it("counts the specs wanted, and is spoken of by the conditions", () => {
    const first = settledRow(stream);
    const same = next(first, makeFacts({ revision: "r2" }));
    const other = next(same, makeFacts({ resource: larger }));

    expect([first, same, other].map(({ generation }) => generation)).toEqual([1, 1, 2]);
    expect(other.observedGeneration).toBe(2);
    expect(other.conditions.every(({ observedGeneration }) => observedGeneration === 2)).toBe(true);
  });

  it.each([
    { reason: "AWS had too many calls", disposition: { kind: "throttled" }, observed: 1 },
    { reason: "it failed", disposition: { kind: "transient" }, observed: 2 },
  ] as const)("is observed ($observed) after a pass in which $reason", ({ disposition, observed }) => {
    const facts = unseenFacts({
      resource: larger,
      outcome: { kind: "failed", disposition, message: "oops" },
    });

    expect(next(settledRow(stream), facts)).toMatchObject({ generation: 2, observedGeneration: observed });
  });

  it("does not move because the rule of hashes did", () => {
    const old = settledRow(stream, { hashVersion: 0, desiredHash: "old", specHash: "old" });

    const untouched = next(old, unseenFacts({ outcome: { kind: "stopped" } }));
    const done = next(old, makeFacts());

    expect(untouched).toMatchObject({ generation: 1, hashVersion: 0, desiredHash: "old" });
    expect(done).toMatchObject({ generation: 1, hashVersion });
    expect(done.desiredHash).toBe(settledRow(stream).desiredHash);
  });
});

describe("what was applied", () => {
  it("is written down once nothing is left to do", () => {
    const planned = planOf(larger, [one, two]);
    const begun = next(
      settledRow(stream),
      makeFacts({ resource: larger, planned, applied: [one], outcome: waiting }),
    );
    const done = next(begun, makeFacts({ resource: larger, revision: "r2" }));

    expect(begun.specHash).toBe(settledRow(stream).specHash);
    expect(begun).toMatchObject({ managedTagKeys: ["team"], lastAppliedRevision: "r1" });
    expect(done.specHash).toBe(settledRow(larger).specHash);
    expect(done.lastAppliedRevision).toBe("r2");
  });

  it("keeps the tags that may have been written until all of the new wish is applied", () => {
    const previous = settledRow(makeStream({ spec: { tags: { cost: "x" } } }));
    const planned = planOf(larger, [one, two]);
    const begun = next(previous, makeFacts({ resource: larger, planned, applied: [one], outcome: waiting }));

    expect(begun.managedTagKeys).toEqual(["cost", "team"]);
    expect(next(begun, makeFacts({ resource: larger })).managedTagKeys).toEqual(["team"]);
  });

  it.each([
    { ignore: ["tags.team"], keys: ["cost"] },
    { ignore: ["tags"], keys: [] },
  ])("does not claim tags that $ignore leaves to others", ({ ignore, keys }) => {
    const resource = makeStream({ spec: { tags: { team: "a", cost: "b" } }, policy: { ignore } });

    expect(settledRow(resource).managedTagKeys).toEqual(keys);
  });

  it("is nothing of a role that is used as it is", () => {
    const role = makeRole({ spec: { tags: { team: "a" } } });
    const planned = planOf(role, [], { verdict: { kind: "use-as-is" } });
    const observation = seen(role, { ownership: { kind: "unowned" } });

    expect(next(undefined, makeFacts({ resource: role, planned, observation }))).toMatchObject({
      managedTagKeys: [],
      adopted: true,
      state: "present",
    });
  });

  it("keeps what it needed in AWS until the new wish is applied", () => {
    const subscription = makeSubscription();
    const moved = makeSubscription({ spec: { stream: "default/Stream/Other" } });
    const planned = planOf(moved, [one]);

    const begun = next(settledRow(subscription), makeFacts({ resource: moved, planned, outcome: waiting }));
    const done = next(begun, makeFacts({ resource: moved }));

    expect(begun.dependsOn).toEqual([
      "default/Function/counter",
      "default/Stream/Other",
      "default/Stream/Words",
    ]);
    expect(done.dependsOn).toEqual(["default/Function/counter", "default/Stream/Other"]);
  });
});

describe("a function's code", () => {
  const counter = makeFunction();
  const edited = makeFunction({ spec: { code: { kind: "path", path: "/x", form: "file", digest: "d2" } } });
  const deploy = step(counter, [change("source")]);
  const row = settledRow(counter, { codeSha256: "sha-1" });

  it("is what the deployment answered, even if other calls are left", () => {
    const planned = planOf(edited, [deploy, two]);
    const facts = {
      resource: edited,
      planned,
      applied: [deploy],
      outcome: waiting,
      memo: { codeSha256: "sha-2" },
    };

    expect(next(row, makeFacts(facts))).toMatchObject({ sourceDigest: "d2", codeSha256: "sha-2" });
  });

  it("is what was measured, when AWS has that", () => {
    const facts = makeFacts({ resource: edited, expectedCode: "sha-1" });

    expect(next(row, facts)).toMatchObject({ sourceDigest: "d2", codeSha256: "sha-1" });
  });

  it("stays known while the source is the same, and is unknown for another that was not measured", () => {
    expect(next(row, makeFacts({ resource: counter })).codeSha256).toBe("sha-1");
    expect(next(row, makeFacts({ resource: edited }))).not.toHaveProperty("codeSha256");
  });

  it("stays that of the last deployment while the next is not made", () => {
    const planned = planOf(edited, [deploy]);
    const before = next(row, makeFacts({ resource: edited, planned, outcome: waiting }));
    const never = next(undefined, makeFacts({ resource: edited, planned, outcome: waiting }));
    const old = next(
      { ...row, hashVersion: 0 },
      makeFacts({
        resource: edited,
        planned: planOf(edited, [deploy, two]),
        applied: [deploy],
        memo: { codeSha256: "sha-2" },
      }),
    );

    expect(before).toMatchObject({ sourceDigest: "d1", codeSha256: "sha-1" });
    expect(never).not.toHaveProperty("sourceDigest");
    expect(old).toMatchObject({ sourceDigest: "d1", codeSha256: "sha-1" });
  });
});

describe("state and origin", () => {
  const adopt = planOf(stream, [one], { verdict: { kind: "adopt" } });
  const unowned = seen(stream, { ownership: { kind: "unowned" } });
  const intent = settledRow(stream, { state: "intent" });
  const deleting = settledRow(stream, { state: "deleting" });
  it.each<{ of: string; previous?: ResourceRow; facts: PassFacts; state: string; adopted?: boolean }>([
    { of: "something never looked at", facts: unseenFacts({ outcome: waiting }), state: "intent" },
    {
      of: "something created",
      facts: makeFacts({ observation: absent, planned: create, applied: [one] }),
      state: "present",
    },
    {
      of: "something taken over once, and created again",
      previous: settledRow(stream, { adopted: true }),
      facts: makeFacts({ observation: absent, planned: create, applied: [one] }),
      state: "present",
    },
    { of: "something found that is ours", previous: intent, facts: makeFacts(), state: "present" },
    {
      of: "something taken over",
      facts: makeFacts({ observation: unowned, planned: adopt, applied: [one] }),
      state: "present",
      adopted: true,
    },
    {
      of: "something that would be taken over",
      facts: makeFacts({ observation: unowned, planned: adopt }),
      state: "intent",
    },
    {
      of: "something of somebody else",
      facts: makeFacts({ observation: seen(stream, { ownership: foreign }), outcome: refused }),
      state: "intent",
    },
    { of: "something missing", previous: intent, facts: makeFacts({ observation: absent }), state: "intent" },
    {
      of: "something gone",
      previous: settledRow(stream),
      facts: makeFacts({ observation: absent }),
      state: "present",
    },
    { of: "a deletion that is wanted back", previous: deleting, facts: makeFacts(), state: "present" },
    {
      of: "a deletion still going on",
      previous: deleting,
      facts: makeFacts({ observation: busy(stream), planned: create, outcome: waiting }),
      state: "intent",
    },
    {
      of: "a deletion not looked at",
      previous: deleting,
      facts: unseenFacts({ outcome: waiting }),
      state: "deleting",
    },
    {
      of: "something in a list that failed",
      previous: settledRow(stream, { adopted: true }),
      facts: makeFacts({ observation: { kind: "unknown", reason: "" } }),
      state: "present",
      adopted: true,
    },
  ])("are $state of $of", ({ previous, facts, state, adopted = false }) => {
    expect(next(previous, facts)).toMatchObject({ state, adopted });
  });
});

describe("the ARN", () => {
  const role = makeRole();
  const created = { observation: absent, planned: create, applied: [one] };
  it.each<{ of: string; previous?: ResourceRow; facts: PassFacts; arn: string | undefined }>([
    { of: "what was seen", facts: makeFacts(), arn: "arn:seen:Words" },
    {
      of: "what is usable as written",
      facts: makeFacts({ resource: role, ...created }),
      arn: "arn:predicted:runner",
    },
    {
      of: "what has to be seen first",
      previous: settledRow(stream),
      facts: makeFacts(created),
      arn: undefined,
    },
    {
      of: "what is gone",
      previous: settledRow(stream),
      facts: makeFacts({ observation: absent }),
      arn: "arn:seen:Words",
    },
    {
      of: "somebody else's",
      facts: makeFacts({ observation: seen(stream, { ownership: foreign }), outcome: refused }),
      arn: undefined,
    },
  ])("of $of is $arn", ({ previous, facts, arn }) => {
    expect(next(previous, facts).arn).toBe(arn);
  });
});

describe("the declaration", () => {
  it("is kept as it stands now, whether or not it was applied", () => {
    const resource = {
      ...makeStream({ policy: { deletion: "protect" } }),
      labels: { team: "a" },
      owners: ["other.yaml"],
      source: { file: "other.yaml", line: 7, column: 1 },
    };

    const row = next(settledRow(stream), unseenFacts({ resource, revision: "r2", outcome: refused }));

    expect(row).toMatchObject({
      policy: { deletion: "protect" },
      labels: { team: "a" },
      owners: ["other.yaml"],
      source: { file: "other.yaml", line: 7 },
      lastAttemptedRevision: "r2",
      lastAppliedRevision: "r1",
    });
  });

  it("does not move a resource that was not looked at there", () => {
    const moved = { ...stream, awsName: "dev-Words" };

    expect(next(settledRow(stream), unseenFacts({ resource: moved, outcome: refused }))).toMatchObject({
      awsName: "Words",
      identity: { awsName: "Words" },
    });
    expect(next(undefined, unseenFacts({ resource: moved, outcome: refused })).awsName).toBe("dev-Words");
  });
});

describe("bookkeeping", () => {
  const counters = (facts: PassFacts) => next(settledRow(stream), facts).counters;

  it("counts passes, and the failures that are failures", () => {
    const failure = (disposition: Extract<PassFacts["outcome"], { kind: "failed" }>["disposition"]) =>
      counters(unseenFacts({ outcome: { kind: "failed", disposition, message: "" } })).failures;

    expect(counters(makeFacts())).toEqual({ reconciles: 2, failures: 0, driftCorrected: 0 });
    expect(failure({ kind: "transient" })).toBe(1);
    expect(failure({ kind: "terminal", reason: "Denied" })).toBe(1);
    expect(failure({ kind: "throttled" })).toBe(0);
    expect(failure({ kind: "conflict" })).toBe(0);
  });

  it("echoes the request that was answered, and remembers it", () => {
    const answered = next(settledRow(stream), makeFacts({ handledRequest: "token" }));

    expect(answered.lastHandledRequest).toBe("token");
    expect(next(answered, makeFacts()).lastHandledRequest).toBe("token");
  });

  it("keeps version and epoch, and says when it was made", () => {
    const row = next(settledRow(stream, { version: 4, epoch: 3 }), makeFacts({ nowMs: startMs + 5 }));

    expect(row).toMatchObject({ version: 4, epoch: 3, updatedAt: atIso(startMs + 5) });
  });
});
