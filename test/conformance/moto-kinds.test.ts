import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Resource } from "../../src/api/resource.ts";
import { convergeAll, type DrivenKinds, driveKinds } from "../support/driven-kinds.ts";
import {
  makeFunction,
  makeLogGroup,
  makeRole,
  makeStream,
  makeSubscription,
} from "../support/made-resources.ts";
import { type MotoServer, startMoto } from "../support/moto-server.ts";
import { callsOf, reach } from "../support/reached-kinds.ts";

const first: readonly Resource[] = [
  makeRole(),
  makeLogGroup({ spec: { retentionDays: 7 } }),
  // moto drops the tags of CreateStream: to a new process the stream looks like nobody's.
  makeStream({ spec: { tags: { team: "x" } }, policy: { adopt: "if-unowned" } }),
  makeFunction({ spec: { memoryMb: 256, environment: { LEVEL: "debug" } } }),
  makeSubscription({ spec: { batchSize: 10 } }),
];

const second: readonly Resource[] = [
  makeRole({ spec: { inlinePolicies: {}, tags: { team: "y" } } }),
  makeLogGroup(),
  makeStream({
    spec: { capacity: { mode: "provisioned", shards: 4 }, retentionHours: 48, tags: { team: "x" } },
    policy: { adopt: "if-unowned" },
  }),
  makeFunction({ spec: { description: "counts", tags: { team: "y" } } }),
  makeSubscription({ spec: { batchSize: 20 } }),
];

const destination = {
  arn: "arn:aws:lambda:eu-west-1:123456789012:function:counter",
  filterPattern: "ERROR",
};

/** With everything that can leave a declaration, and without any of it. */
const full: readonly Resource[] = [
  makeRole({ spec: { tags: { team: "x" } } }),
  makeLogGroup({ spec: { destination, tags: { team: "x" } } }),
  // moto drops the tags of CreateStream: they are put on as an adopter would.
  makeStream({ spec: { tags: { team: "x" } }, policy: { adopt: "if-unowned" } }),
  makeFunction({ spec: { reservedConcurrency: 2, tags: { team: "x" } } }),
  makeSubscription({ spec: { enabled: false, tags: { team: "x" } } }),
];
const bare: readonly Resource[] = [
  makeRole(),
  makeLogGroup(),
  makeStream(),
  makeFunction(),
  makeSubscription(),
];

describe("what leaves a declaration, on moto", () => {
  let moto: MotoServer;
  let aws: DrivenKinds;
  let next: DrivenKinds;

  beforeAll(async () => {
    moto = await startMoto();
    aws = await driveKinds(moto.endpoint, full);
    // moto sends a test event to a filter's destination, which has to be there first.
    await convergeAll(
      aws,
      [...full].filter(({ kind }) => kind !== "LogGroup"),
    );
    await convergeAll(aws, full);
    // A process that has not seen the stream being made reads its tags, and finds none.
    next = await driveKinds(moto.endpoint, full);
    await convergeAll(next, full);
  });
  afterAll(async () => {
    aws[Symbol.dispose]();
    next[Symbol.dispose]();
    await moto.stop();
  });

  it.each([
    ["Role", ["iam:UntagRole"]],
    ["LogGroup", ["logs:DeleteSubscriptionFilter", "logs:UntagResource"]],
    ["Stream", ["kinesis:RemoveTagsFromStream"]],
    ["Function", ["lambda:UntagResource", "lambda:DeleteFunctionConcurrency"]],
    ["Subscription", ["lambda:UntagResource", "lambda:UpdateEventSourceMapping"]],
  ] as const)("is undone of a %s with the calls that were shown", async (kind, calls) => {
    const [before, after] = [full, bare].map((set) => set.find((resource) => resource.kind === kind));
    if (before === undefined || after === undefined) throw new Error(`no ${kind}`);
    const fields = next.kindOf(before).managedFields(before);
    const applied = { isCurrent: false, tagKeys: Object.keys(before.spec.tags), fields };

    const shown = (await next.plan(after, { applied })).steps.map(({ call }) => call);

    expect(shown).toEqual(calls);
    expect(await next.converge(after, applied)).toEqual(calls);
    expect((await next.plan(after, { applied, deep: true })).differences).toEqual([]);
  });

  it("is deleted, and nothing is left of it", async () => {
    const order = [...bare].reverse();

    for (const resource of order) {
      // moto's tagging index has neither streams nor log groups.
      const isIndexed = resource.kind !== "Stream" && resource.kind !== "LogGroup";
      const items = isIndexed ? [{ key: resource.key }] : [];
      expect(await next.owned(resource.kind)).toMatchObject({ items });
      await next.remove(resource);
    }

    for (const resource of order) expect(await next.remains(resource)).toEqual({ kind: "absent" });
    for (const resource of order) expect(await next.owned(resource.kind)).toMatchObject({ items: [] });
  });
});

describe("every kind against moto, an emulator nobody here wrote", () => {
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());

  it("is created, and in sync for the same process", async () => {
    using aws = await reach(moto.endpoint);

    const summary = await aws.run(first);

    expect(summary.failed).toEqual([]);
    expect(summary.ready).toHaveLength(first.length);
    expect(callsOf(await aws.plan(first))).toEqual({});
  });

  it("is in sync for the next process, once moto has been told the stream's tags", async () => {
    using aws = await reach(moto.endpoint);
    expect(callsOf(await aws.plan(first))).toEqual({
      "default/Stream/Words": ["kinesis:AddTagsToStream"],
    });
    await aws.run(first);

    using next = await reach(moto.endpoint);

    expect(callsOf(await next.plan(first))).toEqual({});
  });

  it("is changed with the calls that were shown, and in sync then", async () => {
    using aws = await reach(moto.endpoint);
    const shown = callsOf(await aws.plan(second));

    const summary = await aws.run(second);

    expect(shown).toEqual({
      "default/Role/runner": ["iam:DeleteRolePolicy", "iam:TagRole"],
      "default/LogGroup//aws/lambda/counter": ["logs:DeleteRetentionPolicy"],
      "default/Stream/Words": [
        "kinesis:UpdateShardCount",
        "kinesis:UpdateShardCount",
        "kinesis:IncreaseStreamRetentionPeriod",
      ],
      "default/Function/counter": ["lambda:TagResource", "lambda:UpdateFunctionConfiguration"],
      "default/Subscription/Words:counter": ["lambda:UpdateEventSourceMapping"],
    });
    expect(summary.ready).toHaveLength(second.length);
    using next = await reach(moto.endpoint);
    expect(callsOf(await next.plan(second))).toEqual({});
  });

  it("is refused to another instance", async () => {
    using theirs = await reach(moto.endpoint, { instance: "blue" });

    const plans = await theirs.plan(second);

    expect(callsOf(plans)).toEqual({});
    expect(plans.map(({ verdict }) => verdict.kind).sort()).toEqual([
      "refused",
      "refused",
      "refused",
      "refused",
      "use-as-is",
    ]);
  });
});
