import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  CreateFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { strToU8, zipSync } from "fflate";
import { afterEach, describe, expect, it } from "vitest";
import { UnknownFaultTargetError } from "../../src/local/gateway/fault-check.ts";
import type { CallRecord } from "../../src/local/gateway/gateway.ts";
import { createLocalAws, type LocalAws } from "../../src/local/local-aws.ts";
import { type LocalAwsOptions, parseFaultFlag } from "../../src/local/options.ts";
import { clientConfig } from "../support/gateway-server.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { withTempFolder } from "../support/temp-folder.ts";
import { LAMBDA_TRUST } from "../support/trust-policy.ts";

const StreamName = "words";
const FunctionName = "print";
const EventSourceArn = `arn:aws:kinesis:eu-west-3:000000000000:stream/${StreamName}`;
const RoleName = "xflow";
const Role = `arn:aws:iam::000000000000:role/${RoleName}`;
const ZipFile = zipSync({
  "index.mjs": strToU8(`export const handler = async ({ Records }) => {
    for (const { kinesis } of Records) {
      const text = Buffer.from(kinesis.data, "base64").toString();
      if (text === "bad") throw new Error("cannot take " + text);
      console.log("saw " + text);
    }
  };`),
});

describe("a flow on the embedded AWS", () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function start(options: LocalAwsOptions = {}): Promise<LocalAws> {
    const onInternalError = (error: unknown) => expect.fail(String(error));
    const aws = await createLocalAws({ port: 0, onInternalError, ...options });
    cleanups.push(() => aws.stop());
    return aws;
  }
  function clients({ endpoint }: LocalAws) {
    const all = {
      iam: new IAMClient(clientConfig(endpoint)),
      kinesis: new KinesisClient(clientConfig(endpoint)),
      lambda: new LambdaClient(clientConfig(endpoint)),
      logs: new CloudWatchLogsClient(clientConfig(endpoint)),
      tagging: new ResourceGroupsTaggingAPIClient(clientConfig(endpoint)),
    };
    cleanups.push(() => {
      for (const client of Object.values(all)) client.destroy();
    });
    return all;
  }
  type Clients = ReturnType<typeof clients>;

  async function build(
    { iam, kinesis, lambda }: Clients,
    mapping: Partial<CreateEventSourceMappingCommandInput> = {},
  ): Promise<void> {
    const tags = { owner: "test" };
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST }));
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1, Tags: tags }));
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: { ZipFile },
        Tags: tags,
      }),
    );
    await expect
      .poll(async () => {
        const stream = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
        const fn = await lambda.send(new GetFunctionCommand({ FunctionName }));
        return [stream.StreamDescriptionSummary?.StreamStatus, fn.Configuration?.State];
      }, QUICKLY)
      .toEqual(["ACTIVE", "Active"]);
    await lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName,
        EventSourceArn,
        StartingPosition: "TRIM_HORIZON",
        Tags: tags,
        ...mapping,
      }),
    );
  }
  const put = ({ kinesis }: Clients, text: string) =>
    kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: "k", Data: strToU8(text) }));
  const seen = async ({ logs }: Clients) => {
    const request = { logGroupName: `/aws/lambda/${FunctionName}`, filterPattern: "saw" };
    const { events = [] } = await logs
      .send(new FilterLogEventsCommand(request))
      .catch(() => ({ events: [] }));
    return events.map(({ message = "" }) => message.trim().split("\t").at(-1));
  };

  it("turns a record into log lines, before and after a restart that keeps everything", async () => {
    await withTempFolder(async (folder) => {
      const first = await start({ folder });
      const before = clients(first);
      await build(before);
      await put(before, "one");
      await expect.poll(() => seen(before), QUICKLY).toEqual(["saw one"]);
      const listed = await before.tagging.send(new GetResourcesCommand({ TagFilters: [{ Key: "owner" }] }));
      expect(listed.ResourceTagMappingList).toHaveLength(3);
      await first.stop();

      const second = await start({ folder });
      const after = clients(second);
      await put(after, "two");

      await expect.poll(() => seen(after), QUICKLY).toEqual(["saw one", "saw two"]);
      await second.stop();
    });
  });

  it("announces a record that its function cannot take at the mapping's queue, and goes on", async () => {
    const aws = await start();
    const all = clients(aws);
    const sqs = new SQSClient(clientConfig(aws.endpoint));
    cleanups.push(() => sqs.destroy());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "failures" }));
    const Destination = "arn:aws:sqs:eu-west-3:000000000000:failures";
    await build(all, {
      MaximumRetryAttempts: 0,
      BatchSize: 1,
      DestinationConfig: { OnFailure: { Destination } },
    });

    await put(all, "bad");
    await put(all, "good");

    await expect.poll(() => seen(all), QUICKLY).toEqual(["saw good"]);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    expect(JSON.parse(Messages?.[0]?.Body ?? "{}")).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted" },
      KinesisBatchInfo: { streamArn: EventSourceArn, batchSize: 1 },
    });
  });

  it("passes through AWS's states on the clock it is given", async () => {
    const clock = createManualClock();
    const { kinesis } = clients(await start({ clock, durations: "realistic" }));
    const status = async () => {
      const found = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
      return found.StreamDescriptionSummary?.StreamStatus;
    };
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));

    clock.advance(14_999);
    expect(await status()).toBe("CREATING");
    clock.advance(1);
    await expect.poll(status, QUICKLY).toBe("ACTIVE");
  });

  it("throttles as AWS does when quotas are enforced, and tells of every call", async () => {
    const calls: CallRecord[] = [];
    const options = {
      clock: createManualClock(),
      enforceQuotas: true,
      onCall: (call: CallRecord) => calls.push(call),
    };
    const { lambda } = clients(await start(options));

    const list = () => lambda.send(new ListFunctionsCommand({})).catch((error: unknown) => error);
    const outcomes = await Promise.all(Array.from({ length: 20 }, list));

    const throttled = outcomes.filter((outcome) => outcome instanceof Error);
    expect(throttled).toHaveLength(5);
    expect(throttled[0]).toMatchObject({
      name: "TooManyRequestsException",
      Reason: "CallerRateLimitExceeded",
      retryAfterSeconds: "1",
      $metadata: { httpStatusCode: 429 },
    });
    expect(calls).toHaveLength(20);
    expect(calls.filter(({ errorCode }) => errorCode === "TooManyRequestsException")).toHaveLength(5);
  });

  it("takes faults from flags and refuses those that could not strike", async () => {
    const faults = [parseFaultFlag("lambda:ListFunctions=ServiceException:500,times=1")];
    const { lambda } = clients(await start({ faults }));

    await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      name: "ServiceException",
    });
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
    const misspelt = [parseFaultFlag("lambda:ListFunction=drop")];
    await expect(createLocalAws({ port: 0, faults: misspelt })).rejects.toThrow(UnknownFaultTargetError);
  });

  it("lets an existing role be assumed and knows who then calls", async () => {
    const aws = await start();
    await clients(aws).iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST }));
    const sts = new STSClient(clientConfig(aws.endpoint));

    const assumed = await sts.send(new AssumeRoleCommand({ RoleArn: Role, RoleSessionName: "me" }));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = assumed.Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    const asRole = new STSClient({ ...clientConfig(aws.endpoint), credentials });
    const identity = await asRole.send(new GetCallerIdentityCommand({}));

    expect(identity.Arn).toBe("arn:aws:sts::000000000000:assumed-role/xflow/me");
    expect(identity.UserId).toBe(assumed.AssumedRoleUser?.AssumedRoleId);
    sts.destroy();
    asRole.destroy();
  });
});

/** Conditions are asked for this often, and for at most this long. */
const QUICKLY = { interval: 20, timeout: 20_000 };
