import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Resource } from "../../src/api/resource.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import {
  lambdaTrust,
  makeFunction,
  makeLogGroup,
  makeRole,
  makeStream,
  makeSubscription,
  writeLogs,
} from "../support/made-resources.ts";
import { callsOf, clockOf, reach } from "../support/reached-kinds.ts";

const plain: readonly Resource[] = [
  makeRole(),
  makeLogGroup(),
  makeStream(),
  makeFunction(),
  makeSubscription(),
];

/** As far from the defaults as one update can get. */
const rich: readonly Resource[] = [
  makeRole({
    spec: {
      inlinePolicies: { more: writeLogs },
      managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole"],
      tags: { team: "x" },
    },
  }),
  makeLogGroup({ spec: { retentionDays: 7, tags: { team: "x" } } }),
  makeStream({
    spec: {
      capacity: { mode: "provisioned", shards: 3 },
      retentionHours: 48,
      encryptionKeyId: "alias/aws/kinesis",
      tags: { team: "x" },
    },
  }),
  makeFunction({
    spec: {
      description: "counts",
      timeoutSeconds: 10,
      memoryMb: 256,
      ephemeralStorageMb: 1024,
      environment: { LEVEL: "debug" },
      tracing: "Active",
      logFormat: "JSON",
      reservedConcurrency: 2,
      tags: { team: "x" },
    },
  }),
  makeSubscription({
    spec: {
      batchSize: 10,
      batchWindowSeconds: 1,
      parallelizationFactor: 2,
      maxRetryAttempts: 3,
      maxRecordAgeSeconds: 120,
      bisectOnError: true,
      reportBatchItemFailures: true,
      filter: [{ data: { word: ["a"] } }],
      enabled: false,
      tags: { team: "x" },
    },
  }),
];

const account = { region: "eu-west-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };

describe("every kind against the embedded AWS", () => {
  let local: LocalAws;

  beforeEach(async () => {
    local = await startEmbeddedAws({ timeScale: 10 });
  });
  afterEach(() => local.stop());

  const connect = (instance?: string) =>
    reach(local.endpoint, { clock: clockOf(local.clock), ...(instance !== undefined && { instance }) });

  it.each([
    { reason: "as plain as can be", resources: plain },
    { reason: "with every setting", resources: rich },
  ])("is created, and in sync for the same process and the next: $reason", async ({ resources }) => {
    using first = await connect();
    const shown = Object.values(callsOf(await first.plan(resources))).flat();

    const summary = await first.run(resources);

    expect(summary.ready).toHaveLength(resources.length);
    // A role may take a moment to be known to Lambda, which refuses until then.
    const made = first.calls.filter(({ mutating, outcome }) => mutating && outcome !== "propagation");
    expect(made.map(({ service, operation }) => `${service}:${operation}`).sort()).toEqual(shown.sort());
    expect(callsOf(await first.plan(resources))).toEqual({});
    using second = await connect();
    expect(callsOf(await second.plan(resources))).toEqual({});
  });

  it("is changed from one declaration to the other and back, with the calls that were shown", async () => {
    using aws = await connect();
    await aws.run(plain);

    for (const resources of [rich, plain]) {
      const shown = Object.values(callsOf(await aws.plan(resources))).flat();
      aws.calls.length = 0;
      const summary = await aws.run(resources);

      expect(summary.ready).toHaveLength(resources.length);
      const made = aws.calls.filter(({ mutating, outcome }) => mutating && outcome === "ok");
      expect(made.map(({ service, operation }) => `${service}:${operation}`).sort()).toEqual(shown.sort());
      expect(callsOf(await aws.plan(resources))).toEqual({});
    }
  });

  it("is refused to another instance, which is told whose it is", async () => {
    using ours = await connect();
    await ours.run(plain);
    using theirs = await connect("blue");

    const plans = await theirs.plan(plain);

    expect(callsOf(plans)).toEqual({});
    const verdicts = Object.fromEntries(plans.map(({ key, verdict }) => [key.split("/")[1], verdict]));
    expect(verdicts["Role"]).toEqual({ kind: "use-as-is" });
    for (const kind of ["LogGroup", "Stream", "Function", "Subscription"]) {
      expect(verdicts[kind]).toMatchObject({ kind: "refused", message: expect.stringContaining("test (") });
    }
  });

  it("finds the log group that Lambda made for a function of ours, and takes it over", async () => {
    const logs = new CloudWatchLogsClient({ ...account, endpoint: local.endpoint });
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/counter" }));
    logs.destroy();
    const group = makeLogGroup({ spec: { ofFunction: "default/Function/counter", retentionDays: 7 } });
    const resources = plain.map((resource) => (resource.kind === "LogGroup" ? group : resource));
    using aws = await connect();

    const plans = await aws.plan(resources);
    const summary = await aws.run(resources);

    const planned = plans.find(({ key }) => key === group.key);
    expect(planned?.verdict).toEqual({ kind: "adopt" });
    expect(planned?.steps.map(({ call }) => call)).toEqual(["logs:TagResource", "logs:PutRetentionPolicy"]);
    expect(summary.ready).toHaveLength(resources.length);
  });

  it("leaves a log group alone that belongs to somebody else's function", async () => {
    using theirs = await connect("blue");
    await theirs.run(plain);
    const logs = new CloudWatchLogsClient({ ...account, endpoint: local.endpoint });
    await logs.send(new DeleteLogGroupCommand({ logGroupName: "/aws/lambda/counter" }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/counter" }));
    logs.destroy();
    const group = makeLogGroup({ spec: { ofFunction: "default/Function/counter" } });
    using ours = await connect();

    const plans = await ours.plan([group, ...plain.filter(({ kind }) => kind !== "LogGroup")]);

    expect(plans.find(({ key }) => key === group.key)?.verdict).toMatchObject({ reason: "NotOwned" });
  });

  it("runs a function with a role that exists and is not ours, as it is", async () => {
    const iam = new IAMClient({ ...account, endpoint: local.endpoint });
    const AssumeRolePolicyDocument = JSON.stringify(lambdaTrust);
    await iam.send(new CreateRoleCommand({ RoleName: "runner", Path: "/team/", AssumeRolePolicyDocument }));
    iam.destroy();
    using aws = await connect();

    const summary = await aws.run(plain);

    expect(summary.ready).toHaveLength(plain.length);
    expect(aws.calls.filter(({ service, mutating }) => service === "iam" && mutating)).toEqual([]);
    expect(callsOf(await aws.plan(plain))).toEqual({});
  });

  it("that somebody changed behind our back is put right, and nothing else is", async () => {
    using first = await connect();
    await first.run(plain);
    const lambda = new LambdaClient({ ...account, endpoint: local.endpoint });
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "counter", MemorySize: 512 }));
    lambda.destroy();

    const plans = await first.plan(plain);
    await first.run(plain);

    const changes = plans.flatMap(({ steps }) => steps.flatMap((step) => step.changes));
    expect(changes).toEqual([{ path: "memoryMb", from: 512, to: 128 }]);
    expect(callsOf(await first.plan(plain))).toEqual({});
  });
});
