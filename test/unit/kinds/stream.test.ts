import { describe, expect, it } from "vitest";
import { diff } from "../../../src/core/diff.ts";
import { streamFields } from "../../../src/kinds/stream/diff.ts";
import { planStream } from "../../../src/kinds/stream/plan.ts";
import { shardLadder } from "../../../src/kinds/stream/shard-ladder.ts";
import { makeStream, planContext } from "../../support/made-resources.ts";
import { observationOf, realise } from "../../support/realise.ts";

describe("shard ladder", () => {
  it.each([
    { from: 1, to: 8, rungs: [2, 4, 8] },
    { from: 8, to: 1, rungs: [4, 2, 1] },
    { from: 3, to: 10, rungs: [6, 10] },
    { from: 7, to: 3, rungs: [4, 3] },
    { from: 4, to: 4, rungs: [] },
    { from: 5, to: 6, rungs: [6] },
  ])("goes from $from to $to by $rungs", ({ from, to, rungs }) => {
    expect(shardLadder(from, to)).toEqual(rungs);
  });
});

describe("encryption keys", () => {
  const id = "1234abcd-12ab-34cd-56ef-1234567890ab";
  const arn = "arn:aws:kms:eu-west-1:123456789012";

  it.each([
    { wanted: id, found: `${arn}:key/${id}`, same: true, reason: "an id and its ARN" },
    { wanted: "alias/mine", found: `${arn}:alias/mine`, same: true, reason: "an alias and its ARN" },
    { wanted: "alias/mine", found: `${arn}:key/${id}`, same: false, reason: "only KMS could tell" },
    { wanted: "alias/mine", found: "alias/yours", same: false, reason: "two aliases" },
    { wanted: id, found: `${arn}:key/other`, same: false, reason: "two ids" },
    { wanted: undefined, found: id, same: false, reason: "one is none" },
  ])("$wanted and $found: $reason", ({ wanted, found, same }) => {
    const changes = diff(streamFields, { encryptionKeyId: wanted }, { encryptionKeyId: found });

    expect(changes.filter(({ path }) => path === "encryptionKeyId")).toHaveLength(same ? 0 : 1);
  });
});

describe("stream plan", () => {
  const context = planContext();

  it("puts what CreateStream cannot take into stages of their own", () => {
    const resource = makeStream({ spec: { retentionHours: 48, encryptionKeyId: "alias/aws/kinesis" } });

    const { steps } = planStream(resource, { kind: "absent" }, context);

    expect(steps.map(({ call, stage }) => [call, stage])).toEqual([
      ["kinesis:CreateStream", 0],
      ["kinesis:IncreaseStreamRetentionPeriod", 1],
      ["kinesis:StartStreamEncryption", 2],
    ]);
  });

  it("creates a stream anew once the one being deleted is gone", () => {
    const found = observationOf({ mode: "provisioned", shards: 1, retentionHours: 24, tags: {} });
    const state = { ...found.state, isDeleting: true } as never;

    const { verdict, steps } = planStream(makeStream(), { ...found, state }, context);

    expect(verdict).toEqual({ kind: "create" });
    expect(steps.map(({ stage }) => stage)).toEqual([1]);
  });

  it("writes at most ten tags a call", () => {
    const tags = Object.fromEntries(Array.from({ length: 23 }, (_, index) => [`tag${index}`, "x"]));
    const plain = makeStream();
    const created = realise(plain, { kind: "absent" }, planStream(plain, { kind: "absent" }, context).steps);

    const { steps } = planStream(makeStream({ spec: { tags } }), created as never, context);

    expect(steps.map(({ changes }) => changes.length)).toEqual([10, 10, 3]);
    expect(steps.every(({ stage }) => stage === 0)).toBe(true);
  });

  it("takes off at most ten tags a call, once they are no longer declared", () => {
    const tags = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`tag${index}`, "x"]));
    const tagged = makeStream({ spec: { tags } });
    const found = realise(tagged, { kind: "absent" }, planStream(tagged, { kind: "absent" }, context).steps);
    const applied = { isCurrent: false, tagKeys: Object.keys(tags), fields: [] };

    const { steps } = planStream(makeStream(), found as never, { ...context, applied });

    expect(steps.map(({ call, changes }) => [call, changes.length])).toEqual([
      ["kinesis:RemoveTagsFromStream", 10],
      ["kinesis:RemoveTagsFromStream", 2],
    ]);
  });

  it("warns before older records are dropped", () => {
    const long = makeStream({ spec: { retentionHours: 48 } });
    const found = realise(long, { kind: "absent" }, planStream(long, { kind: "absent" }, context).steps);

    const { warnings } = planStream(makeStream(), found as never, context);

    expect(warnings).toEqual([expect.stringContaining("drops older records")]);
  });
});
