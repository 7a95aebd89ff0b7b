import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalAws, type LocalAws } from "../../../src/local/local-aws.ts";
import { toZip } from "../../support/function-runs.ts";
import { testAccount } from "../../support/reached-kinds.ts";
import { LAMBDA_TRUST } from "../../support/trust-policy.ts";

const logGroupName = "/app";
const filter = {
  logGroupName,
  filterName: "errors",
  filterPattern: '{ $.level = "ERROR" }',
  destinationArn: "arn:aws:lambda:eu-west-1:000000000000:function:reader",
};
/** Prints what it gets as a subscriber, and nothing about control messages. */
const reader = `const { gunzipSync } = require("node:zlib");
  exports.handler = async ({ awslogs }) => {
    const { messageType, logStream, logEvents } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, "base64")));
    if (messageType !== "DATA_MESSAGE") return;
    for (const { message } of logEvents) console.log("got " + logStream + " " + message);
  }`;

let local: LocalAws;
let logs: CloudWatchLogsClient;
let lambda: LambdaClient;
let iam: IAMClient;

beforeAll(async () => {
  local = await createLocalAws({ port: 0 });
  const options = { ...testAccount, endpoint: local.endpoint };
  [logs, lambda, iam] = [
    new CloudWatchLogsClient(options),
    new LambdaClient(options),
    new IAMClient(options),
  ];
  const role = { RoleName: "reader", AssumeRolePolicyDocument: LAMBDA_TRUST };
  await iam.send(new CreateRoleCommand(role));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "reader",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: "arn:aws:iam::000000000000:role/reader",
      Code: { ZipFile: toZip({ "index.js": reader }) },
    }),
  );
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "one" }));
});
afterAll(async () => {
  for (const client of [logs, lambda, iam]) client.destroy();
  await local.stop();
});

describe("a function that subscribes to a log group", () => {
  it("gets the matching events, once it may be invoked and is ready", async () => {
    await expect(logs.send(new PutSubscriptionFilterCommand(filter))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("permission to execute your function"),
    });
    const permission = {
      StatementId: "logs",
      Action: "lambda:InvokeFunction",
      Principal: "logs.amazonaws.com",
    };
    await lambda.send(new AddPermissionCommand({ FunctionName: "reader", ...permission }));
    await expect.poll(isSubscribed, { interval: 20, timeout: 10_000 }).toBe(true);

    await write({ level: "INFO" }, { level: "ERROR", at: 1 });
    await write({ level: "ERROR", at: 2 });

    const lines = ['got one {"level":"ERROR","at":1}', 'got one {"level":"ERROR","at":2}'];
    await expect.poll(printed, { interval: 20, timeout: 20_000 }).toEqual(lines);
  });
});

const isSubscribed = () =>
  logs.send(new PutSubscriptionFilterCommand(filter)).then(
    () => true,
    () => false,
  );

async function write(...entries: object[]): Promise<void> {
  const timestamp = local.clock.now();
  const logEvents = entries.map((entry) => ({ timestamp, message: JSON.stringify(entry) }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: "one", logEvents }));
}

/** What the function printed, in order. */
async function printed(): Promise<string[]> {
  const query = { logGroupName: "/aws/lambda/reader", filterPattern: "got" };
  const { events = [] } = await logs
    .send(new FilterLogEventsCommand(query))
    .catch(() => ({ events: undefined }));
  const lines = events.map(({ message = "" }) => message.slice(message.indexOf("got ")).trim());
  return lines.sort();
}
