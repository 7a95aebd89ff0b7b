import { DeleteStreamCommand } from "@aws-sdk/client-kinesis";
import {
  GetEventSourceMappingCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Resource } from "../../src/api/resource.ts";
import type { Applied } from "../../src/core/kind.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { convergeAll, type DrivenKinds, driveKinds } from "../support/driven-kinds.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { type Somebody, somebody } from "../support/foreign-changes.ts";
import {
  makeFunction,
  makeLogGroup,
  makeRole,
  makeStream,
  makeSubscription,
  writeLogs,
} from "../support/made-resources.ts";
import { clockOf, codeSha256 } from "../support/reached-kinds.ts";

const role = makeRole({
  spec: {
    inlinePolicies: { more: writeLogs, xflow: writeLogs },
    managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole"],
  },
});
const group = makeLogGroup();
const stream = makeStream();
const lambda = makeFunction();
const subscription = makeSubscription();
const declared: readonly Resource[] = [role, group, stream, lambda, subscription];
const signal = new AbortController().signal;

const applied = (more: Partial<Applied>): Applied => ({ isCurrent: false, tagKeys: [], fields: [], ...more });

describe("what is no longer declared", () => {
  let local: LocalAws;
  let aws: DrivenKinds;
  let other: Somebody;

  beforeEach(async () => {
    local = await startEmbeddedAws({ timeScale: 10 });
    aws = await driveKinds(local.endpoint, declared, { clock: clockOf(local.clock) });
    other = somebody(local.endpoint);
  });
  afterEach(async () => {
    aws[Symbol.dispose]();
    other[Symbol.dispose]();
    await local.stop();
  });

  it("is deleted kind by kind, call by call, until nothing is left", async () => {
    await convergeAll(aws, declared);
    const order = [subscription, lambda, stream, group, role];

    const made = [];
    for (const resource of order) made.push(await aws.remove(resource));

    expect(made).toEqual([
      ["lambda:DeleteEventSourceMapping"],
      ["lambda:DeleteFunction"],
      ["kinesis:DeleteStream"],
      ["logs:DeleteLogGroup"],
      ["iam:DeleteRolePolicy", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:DeleteRole"],
    ]);
    for (const resource of order) {
      expect(await aws.remains(resource)).toEqual({ kind: "absent" });
      expect(await aws.observe(resource)).toEqual({ kind: "absent" });
      expect(await aws.owned(resource.kind)).toEqual({ kind: "listed", items: [] });
    }
  });

  it("is found by what was stored of it alone", async () => {
    await convergeAll(aws, declared);
    using stranger = await driveKinds(local.endpoint, [], { clock: clockOf(local.clock) });

    for (const resource of declared) {
      const stored = JSON.parse(JSON.stringify(aws.kindOf(resource).identityOf(resource)));
      const found = await stranger.kindOf(resource).remains(resource.key, stored, signal);
      expect(found).toMatchObject({ kind: "present", ownership: { kind: "ours", resource: resource.key } });
    }
  });

  it("may be gone before each call: that is no error", async () => {
    await convergeAll(aws, declared);

    for (const resource of [subscription, lambda, stream, group, role]) {
      const kind = aws.kindOf(resource);
      const found = await aws.remains(resource);
      await aws.remove(resource);

      const steps = found.kind === "present" ? found.steps : [];
      expect(steps).not.toEqual([]);
      for (const step of steps) await kind.remove(step, kind.identityOf(resource), signal);
    }
  });

  it("is not what belongs to another instance", async () => {
    await convergeAll(aws, declared);
    using theirs = await driveKinds(local.endpoint, declared, {
      clock: clockOf(local.clock),
      instance: "blue",
    });

    for (const resource of declared) {
      expect(await theirs.remains(resource)).toMatchObject({ ownership: { kind: "foreign" } });
      expect(await theirs.owned(resource.kind)).toEqual({ kind: "listed", items: [] });
    }
  });

  it("in a function or a mapping is undone, by the call for it", async () => {
    const reserving = makeFunction({ spec: { reservedConcurrency: 3 } });
    const stopped = makeSubscription({ spec: { enabled: false } });
    await convergeAll(aws, [role, group, stream, reserving, stopped]);
    const kind = aws.kindOf(lambda);

    expect(kind.managedFields(reserving)).toEqual(["reservedConcurrency"]);
    expect(kind.managedFields(lambda)).toEqual([]);
    expect(await aws.converge(lambda, applied({ fields: ["reservedConcurrency"] }))).toEqual([
      "lambda:DeleteFunctionConcurrency",
    ]);
    expect(await aws.converge(subscription, applied({ fields: ["enabled"] }))).toEqual([
      "lambda:UpdateEventSourceMapping",
    ]);
    expect((await aws.plan(lambda, { deep: true })).differences).toEqual([]);
    expect((await aws.plan(subscription)).differences).toEqual([]);
  });

  it("leaves the brakes alone that an operator pulled, and goes on telling of them", async () => {
    await convergeAll(aws, declared);
    const { UUID } = await other.mapping();
    await other.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    const FunctionName = "counter";
    await other.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
    );
    const current = { ...applied({}), isCurrent: true };

    const seen = [
      await aws.plan(lambda, { applied: current, deep: true }),
      await aws.plan(subscription, { applied: current }),
    ];

    expect(seen.map(({ steps, verdict }) => [steps, verdict.kind])).toEqual([
      [[], "in-sync"],
      [[], "in-sync"],
    ]);
    const left = [
      { path: "reservedConcurrency", from: 0, to: undefined, left: true },
      { path: "enabled", from: false, to: true, left: true },
    ];
    expect(seen.flatMap(({ differences }) => differences)).toEqual(left);
    await other.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 256 }));
    expect((await aws.plan(lambda, { applied: current })).differences).toEqual([
      { path: "memoryMb", from: 256, to: 128 },
      left[0],
    ]);
  });

  it("and comes back is read on from where it was last seen, when it is a subscription", async () => {
    await convergeAll(aws, declared);
    const { UUID: before } = await other.mapping();
    const lastSeenMs = local.clock.now();
    await aws.remove(subscription);

    await aws.converge(subscription, applied({ isCurrent: true, lastSeenMs }));

    const { UUID } = await other.mapping();
    const mapping = await other.lambda.send(new GetEventSourceMappingCommand({ UUID }));
    expect(UUID).not.toBe(before);
    expect(mapping.StartingPosition).toBe("AT_TIMESTAMP");
    expect(mapping.StartingPositionTimestamp?.getTime()).toBeCloseTo(lastSeenMs - 300_000, -4);
    expect(await aws.plan(subscription)).toMatchObject({ differences: [], warnings: [], steps: [] });
  });

  it("does not keep a deployment from telling what Lambda measured", async () => {
    await convergeAll(aws, [role, group]);
    const { steps } = await aws.plan(lambda);
    const [create] = steps;

    const apply = async () => create && (await aws.kindOf(lambda).apply(create, lambda, signal));
    // Until IAM has told Lambda of the role.
    const memo = await vi.waitFor(apply, { timeout: 20_000, interval: 100 });

    expect(memo).toMatchObject({ codeSha256, revisionId: expect.any(String) });
  });
});

describe("what AWS is busy with", () => {
  const hourMs = 3_600_000;
  const durations = { streamDeletingMs: hourMs, functionPendingMs: hourMs, mappingTransitionMs: hourMs };
  let local: LocalAws;

  beforeEach(async () => {
    local = await startEmbeddedAws({ timeScale: 10, durations });
  });
  afterEach(() => local.stop());

  it("is not deleted yet", async () => {
    using aws = await driveKinds(local.endpoint, declared, { clock: clockOf(local.clock) });
    using other = somebody(local.endpoint);
    await convergeAll(aws, [role, group, stream]);
    for (const resource of [lambda, subscription]) {
      const [create] = (await aws.plan(resource)).steps;
      if (create) await aws.kindOf(resource).apply(create, resource, signal);
    }
    await other.kinesis.send(new DeleteStreamCommand({ StreamName: "Words" }));

    const found = [await aws.remains(subscription), await aws.remains(lambda), await aws.remains(stream)];

    expect(found.map((remains) => remains.kind === "present" && remains.busy?.reason)).toEqual([
      "the mapping is Creating",
      "the function is Pending",
      "the stream is DELETING",
    ]);
  });
});
