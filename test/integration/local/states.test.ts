import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  KinesisClient,
} from "@aws-sdk/client-kinesis";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Durations, REALISTIC_DURATIONS } from "../../../src/local/durations.ts";
import { createLocalAws, type LocalAws } from "../../../src/local/local-aws.ts";
import { clientConfig } from "../../support/gateway-server.ts";
import { functionInput } from "../../support/lambda-control-plane.ts";
import { lambdaTrust } from "../../support/made-resources.ts";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock.ts";

/** As they are on AWS, but for tables, which keep the machine's time. */
const durations: Durations = { ...REALISTIC_DURATIONS, tableMs: 50 };
const EventSourceArn = "arn:aws:kinesis:eu-west-3:000000000000:stream/words";

let clock: VirtualClock;
let local: LocalAws;
let iam: IAMClient;
let kinesis: KinesisClient;
let lambda: LambdaClient;
let dynamodb: DynamoDBClient;
let tagging: ResourceGroupsTaggingAPIClient;
let logs: CloudWatchLogsClient;

beforeEach(async () => {
  clock = createVirtualClock();
  local = await createLocalAws({ port: 0, durations, clock });
  const config = clientConfig(local.endpoint);
  iam = new IAMClient(config);
  kinesis = new KinesisClient(config);
  lambda = new LambdaClient(config);
  dynamodb = new DynamoDBClient(config);
  tagging = new ResourceGroupsTaggingAPIClient(config);
  logs = new CloudWatchLogsClient(config);
});

afterEach(async () => {
  for (const client of [iam, kinesis, lambda, dynamodb, tagging, logs]) client.destroy();
  await local.stop();
});

/** What a read gives while something takes `ms`, and then. */
async function pass(
  ms: number,
  read: () => Promise<string | undefined>,
  last: string,
): Promise<readonly unknown[]> {
  const before = await read();
  await clock.advance(ms - 1);
  const still = await read();
  await clock.advance(1);
  await vi.waitFor(async () => expect(await read()).toBe(last));
  return [before, still, last];
}

const streamStatus = async () =>
  (await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: "words" }))).StreamDescriptionSummary
    ?.StreamStatus;
const configuration = async () =>
  (await lambda.send(new GetFunctionCommand({ FunctionName: "f" }))).Configuration;
const mappingState = async (UUID: string | undefined) =>
  (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State;

async function createRole(): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify(lambdaTrust);
  await iam.send(new CreateRoleCommand({ RoleName: "lambda", AssumeRolePolicyDocument }));
  await iam.send(
    new AttachRolePolicyCommand({
      RoleName: "lambda",
      PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole",
    }),
  );
}

const createFunction = () => lambda.send(new CreateFunctionCommand(functionInput({ Tags: { a: "1" } })));
const createStream = () => kinesis.send(new CreateStreamCommand({ StreamName: "words", ShardCount: 1 }));
const createMapping = () =>
  lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: "f",
      EventSourceArn,
      StartingPosition: "TRIM_HORIZON",
    }),
  );
const tagged = async () => (await tagging.send(new GetResourcesCommand({}))).ResourceTagMappingList;

/** A function, once the role counts and it is Active. */
async function makeFunction(): Promise<void> {
  await clock.advance(durations.rolePropagationMs);
  await createFunction();
  await pass(durations.functionPendingMs, async () => (await configuration())?.State, "Active");
}

describe("durations as on AWS", () => {
  it("keep Lambda from a new role, and the tagging API from a new function", async () => {
    await createRole();
    await expect(createFunction()).rejects.toThrow("cannot be assumed by Lambda");
    await clock.advance(durations.rolePropagationMs - 1);
    await expect(createFunction()).rejects.toThrow("cannot be assumed by Lambda");
    await clock.advance(1);
    await createFunction();

    expect(await tagged()).toEqual([]);
    await clock.advance(durations.taggingDelayMs);
    expect(await tagged()).toHaveLength(1);
  });

  it("take a function through Pending and InProgress", async () => {
    await createRole();
    await clock.advance(durations.rolePropagationMs);
    await createFunction();
    const pending = async () => (await configuration())?.State;
    const updating = async () => (await configuration())?.LastUpdateStatus;

    expect(await pass(durations.functionPendingMs, pending, "Active")).toEqual([
      "Pending",
      "Pending",
      "Active",
    ]);
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "f", Timeout: 4 }));
    expect(await pass(durations.functionUpdatingMs, updating, "Successful")).toEqual([
      "InProgress",
      "InProgress",
      "Successful",
    ]);
  });

  it("take a stream and its mapping through theirs, the mapping not before the stream", async () => {
    await createRole();
    await makeFunction();
    await createStream();
    await expect(createMapping()).rejects.toThrow(`Stream not found: ${EventSourceArn}`);
    const creating = await pass(durations.streamCreatingMs, streamStatus, "ACTIVE");
    await kinesis.send(
      new IncreaseStreamRetentionPeriodCommand({ StreamName: "words", RetentionPeriodHours: 48 }),
    );
    const { UUID } = await createMapping();
    const updating = await pass(durations.streamUpdatingMs, streamStatus, "ACTIVE");
    const started = await pass(
      durations.mappingTransitionMs - durations.streamUpdatingMs,
      () => mappingState(UUID),
      "Enabled",
    );

    expect({ creating, updating, started }).toEqual({
      creating: ["CREATING", "CREATING", "ACTIVE"],
      updating: ["UPDATING", "UPDATING", "ACTIVE"],
      started: ["Creating", "Creating", "Enabled"],
    });
  });

  it("take a table through CREATING", async () => {
    const made = await dynamodb.send(
      new CreateTableCommand({
        TableName: "table",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      }),
    );
    const status = async () =>
      (await dynamodb.send(new DescribeTableCommand({ TableName: "table" }))).Table?.TableStatus;

    expect(made.TableDescription?.TableStatus).toBe("CREATING");
    await vi.waitFor(async () => expect(await status()).toBe("ACTIVE"));
  });
});

describe("a function that is deleted", () => {
  it("leaves its mapping, still Enabled, and its log group", async () => {
    await createRole();
    await makeFunction();
    await lambda.send(new InvokeCommand({ FunctionName: "f" }));
    await createStream();
    await clock.advance(durations.streamCreatingMs);
    const { UUID } = await createMapping();
    await pass(durations.mappingTransitionMs, () => mappingState(UUID), "Enabled");
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "f" }));

    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
    expect(logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(["/aws/lambda/f"]);
    expect(logGroups?.[0]).not.toHaveProperty("retentionInDays");
    expect(await mappingState(UUID)).toBe("Enabled");
  });
});
