import {
  CreateLogStreamCommand,
  DeleteSubscriptionFilterCommand,
  DescribeSubscriptionFiltersCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { GetRecordsCommand, GetShardIteratorCommand } from "@aws-sdk/client-kinesis";
import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LogGroupResource, Resource } from "../../src/api/resource.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { convergeAll, type DrivenKinds, driveKinds } from "../support/driven-kinds.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { type Somebody, somebody } from "../support/foreign-changes.ts";
import { makeFunction, makeLogGroup, makeRole, makeStream } from "../support/made-resources.ts";
import { unpackMessage } from "../support/model-destinations.ts";
import { clockOf } from "../support/reached-kinds.ts";
import { LOGS_TRUST } from "../support/trust-policy.ts";

const account = "eu-west-1:000000000000";
const stream = makeStream();
const fn = makeFunction();
const base: readonly Resource[] = [makeRole(), makeLogGroup(), stream, fn];
const streamArn = `arn:aws:kinesis:${account}:stream/${stream.awsName}`;
const functionArn = `arn:aws:lambda:${account}:function:${fn.awsName}`;
const roleArn = "arn:aws:iam::000000000000:role/logs";
const logGroupName = "forwarded";

type Destination = NonNullable<LogGroupResource["spec"]["destination"]>;
const group = (destination?: Destination) =>
  makeLogGroup({ name: logGroupName, spec: destination === undefined ? {} : { destination } });
const toStream = group({ arn: streamArn, roleArn, filterPattern: "ERROR" });
/** A destination was declared before. */
const applied = { isCurrent: false, tagKeys: [], fields: ["destination"] };

let local: LocalAws;
let aws: DrivenKinds;
let other: Somebody;

beforeEach(async () => {
  local = await startEmbeddedAws({ timeScale: 20 });
  aws = await driveKinds(local.endpoint, base, { clock: clockOf(local.clock) });
  other = somebody(local.endpoint);
  await convergeAll(aws, base);
  const trust = { RoleName: "logs", AssumeRolePolicyDocument: LOGS_TRUST };
  await other.iam.send(new CreateRoleCommand(trust));
});
afterEach(async () => {
  aws[Symbol.dispose]();
  other[Symbol.dispose]();
  await local.stop();
});

const filters = async () => {
  const found = await other.logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName }));
  return found.subscriptionFilters ?? [];
};

describe("a log group with a destination, on the embedded AWS", () => {
  it("is made with its filter, which forwards what matches", async () => {
    expect(await aws.converge(toStream)).toEqual(["logs:CreateLogGroup", "logs:PutSubscriptionFilter"]);
    expect(await aws.converge(toStream)).toEqual([]);

    await write("ERROR broken", "fine");

    expect(await filters()).toMatchObject([
      { filterName: "xflow", destinationArn: streamArn, roleArn, filterPattern: "ERROR" },
    ]);
    await expect.poll(forwarded, { interval: 5 }).toEqual(["ERROR broken"]);
  });

  it("changes its pattern, its destination and then has none, with one call each", async () => {
    await aws.converge(toStream);
    const all = group({ arn: streamArn, roleArn, filterPattern: "" });
    expect(await aws.converge(all)).toEqual(["logs:PutSubscriptionFilter"]);

    await permit("logs.amazonaws.com");
    const toFunction = group({ arn: functionArn, filterPattern: "" });
    expect(await aws.converge(toFunction)).toEqual(["logs:PutSubscriptionFilter"]);
    expect((await filters())[0]).toMatchObject({ destinationArn: functionArn });
    expect((await filters())[0]?.roleArn).toBeUndefined();

    expect(await aws.converge(group(), applied)).toEqual(["logs:DeleteSubscriptionFilter"]);
    expect(await filters()).toEqual([]);
  });

  it("waits for the right to send to a function, which is given later", async () => {
    const toFunction = group({ arn: functionArn, filterPattern: "" });
    const observation = await aws.observe(toFunction);
    const [create, forward] = (await aws.plan(toFunction)).steps;
    const signal = new AbortController().signal;
    if (create === undefined || forward === undefined) throw new Error("two steps were expected");
    await aws.kindOf(toFunction).apply(create, toFunction, signal);

    const sent = aws.kindOf(toFunction).apply(forward, toFunction, signal);

    expect(observation.kind).toBe("absent");
    await expect(sent).rejects.toMatchObject({
      disposition: { kind: expect.not.stringMatching("terminal") },
    });
    await permit(`logs.eu-west-1.amazonaws.com`);
    expect(await aws.converge(toFunction)).toEqual(["logs:PutSubscriptionFilter"]);
  });

  it("gets a filter back that somebody changed or deleted, and leaves others alone", async () => {
    await aws.converge(toStream);
    const own = {
      logGroupName,
      filterName: "xflow",
      filterPattern: "WARN",
      destinationArn: streamArn,
      roleArn,
    };
    await other.logs.send(new PutSubscriptionFilterCommand(own));
    await other.logs.send(new PutSubscriptionFilterCommand({ ...own, filterName: "theirs" }));

    expect((await aws.plan(toStream, { deep: true })).steps.map(({ call }) => call)).toEqual([
      "logs:PutSubscriptionFilter",
    ]);
    await aws.converge(toStream);
    await other.logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName: "xflow" }));
    await aws.plan(toStream, { deep: true });
    await aws.converge(toStream);

    expect((await filters()).map(({ filterName, filterPattern }) => [filterName, filterPattern])).toEqual([
      ["theirs", "WARN"],
      ["xflow", "ERROR"],
    ]);
  });

  it("takes its filters with it when it is removed", async () => {
    await aws.converge(toStream);

    expect(await aws.remove(toStream)).toEqual(["logs:DeleteLogGroup"]);
    expect(await aws.converge(group())).toEqual(["logs:CreateLogGroup"]);

    expect(await filters()).toEqual([]);
  });
});

async function permit(principal: string): Promise<void> {
  await other.lambda.send(
    new AddPermissionCommand({
      FunctionName: fn.awsName,
      StatementId: "logs",
      Action: "lambda:InvokeFunction",
      Principal: principal,
      SourceArn: `arn:aws:logs:${account}:log-group:${logGroupName}:*`,
    }),
  );
}

async function write(...messages: string[]): Promise<void> {
  const target = { logGroupName, logStreamName: "one" };
  await other.logs.send(new CreateLogStreamCommand(target));
  const timestamp = local.clock.now();
  const logEvents = messages.map((message) => ({ timestamp, message }));
  await other.logs.send(new PutLogEventsCommand({ ...target, logEvents }));
}

/** The lines that reached the stream. */
async function forwarded(): Promise<string[]> {
  const { ShardIterator } = await other.kinesis.send(
    new GetShardIteratorCommand({
      StreamName: stream.awsName,
      ShardId: "shardId-000000000000",
      ShardIteratorType: "TRIM_HORIZON",
    }),
  );
  const { Records = [] } = await other.kinesis.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map(({ Data = new Uint8Array() }) => unpackMessage(Data))
    .filter(({ messageType }) => messageType === "DATA_MESSAGE")
    .flatMap(({ logEvents }) => logEvents.map(({ message }) => message));
}
