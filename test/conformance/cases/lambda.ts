import { strToU8, zipSync } from "fflate";
import { expect } from "vitest";
import type { JsonObject } from "../../../src/local/service.ts";
import { LAMBDA_TRUST } from "../../support/trust-policy.ts";
import { fileBlob, type Scenario, type Step } from "../support/step.ts";

const FunctionName = "conformance";
const Arn = "arn:aws:lambda:us-east-1:000000000000:function:conformance";
const Role = "arn:aws:iam::000000000000:role/conformance";
const EventSourceArn = "arn:aws:kinesis:us-east-1:000000000000:stream/conformance";
const logGroupName = "/aws/lambda/conformance";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const zip = (source: string) => zipSync({ "index.mjs": strToU8(source) });

/** Lambda's changes are asynchronous; the next one needs the last one settled. */
const untilSettled: Step = {
  operation: "GetFunction",
  input: { FunctionName },
  until: ({ Configuration }) => {
    const { State, LastUpdateStatus } = Configuration as JsonObject;
    return State === "Active" && LastUpdateStatus === "Successful";
  },
};

const untilMapping = (state: string): Step => ({
  operation: "GetEventSourceMapping",
  input: ({ uuid }) => ({ UUID: uuid }),
  until: ({ State }) => State === state,
});

const prerequisites: readonly Step[] = [
  {
    service: "iam",
    operation: "CreateRole",
    input: { RoleName: "conformance", AssumeRolePolicyDocument: LAMBDA_TRUST },
  },
  { service: "kinesis", operation: "CreateStream", input: { StreamName: "conformance", ShardCount: 1 } },
  {
    service: "kinesis",
    operation: "DescribeStreamSummary",
    input: { StreamName: "conformance" },
    until: ({ StreamDescriptionSummary }) =>
      (StreamDescriptionSummary as JsonObject)["StreamStatus"] === "ACTIVE",
  },
];

const functions: readonly Step[] = [
  {
    operation: "CreateFunction",
    input: ({ folder }) => ({
      FunctionName,
      Role,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: fileBlob(`${folder}/echo.zip`) },
      Environment: { Variables: { GREETING: "héllo" } },
      Tags: { a: "1" },
    }),
    check: (output) => expect(output).toMatchObject({ FunctionArn: Arn, State: "Pending" }),
  },
  untilSettled,
  {
    operation: "CreateFunction",
    input: ({ folder }) => ({
      FunctionName,
      Role,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: fileBlob(`${folder}/echo.zip`) },
    }),
    error: "ResourceConflictException",
  },
  {
    operation: "GetFunctionConfiguration",
    input: { FunctionName: Arn },
    check: (output) =>
      expect(output).toMatchObject({ Timeout: 3, Environment: { Variables: { GREETING: "héllo" } } }),
  },
  { operation: "GetFunction", input: { FunctionName: "nobody" }, error: "ResourceNotFoundException" },
  {
    operation: "ListFunctions",
    input: { MaxItems: 5 },
    check: (output) => expect(output["Functions"]).toMatchObject([{ FunctionName }]),
  },
  { operation: "UpdateFunctionConfiguration", input: { FunctionName, Timeout: 10 } },
  untilSettled,
  {
    operation: "UpdateFunctionCode",
    input: ({ folder }) => ({ FunctionName, ZipFile: fileBlob(`${folder}/print.zip`) }),
  },
  untilSettled,
  {
    operation: "Invoke",
    input: { FunctionName, Payload: '{"n":1}' },
    stream: "Payload",
    check: (output) => {
      expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
      expect(output["Payload"]).toBe(base64('{"got":{"n":1}}'));
    },
  },
  { operation: "TagResource", input: { Resource: Arn, Tags: { b: "2" } } },
  { operation: "UntagResource", input: { Resource: Arn, TagKeys: ["a"] } },
  {
    operation: "ListTags",
    input: { Resource: Arn },
    check: (output) => expect(output["Tags"]).toEqual({ b: "2" }),
  },
  { operation: "PutFunctionConcurrency", input: { FunctionName, ReservedConcurrentExecutions: 5 } },
  {
    operation: "GetFunctionConcurrency",
    input: { FunctionName },
    check: (output) => expect(output["ReservedConcurrentExecutions"]).toBe(5),
  },
  { operation: "DeleteFunctionConcurrency", input: { FunctionName } },
  {
    operation: "GetAccountSettings",
    check: (output) => expect(output["AccountUsage"]).toMatchObject({ FunctionCount: 1 }),
  },
  {
    operation: "AddPermission",
    input: {
      FunctionName,
      StatementId: "logs",
      Action: "lambda:InvokeFunction",
      Principal: "logs.amazonaws.com",
    },
  },
  {
    operation: "GetPolicy",
    input: { FunctionName },
    check: (output) => expect(String(output["Policy"])).toContain('"Sid":"logs"'),
  },
  { operation: "RemovePermission", input: { FunctionName, StatementId: "logs" } },
];

const mappings: readonly Step[] = [
  {
    operation: "CreateEventSourceMapping",
    input: { FunctionName, EventSourceArn, StartingPosition: "TRIM_HORIZON" },
    check: (output, memo) => {
      memo["uuid"] = String(output["UUID"]);
    },
  },
  {
    operation: "CreateEventSourceMapping",
    input: { FunctionName, EventSourceArn, StartingPosition: "LATEST" },
    error: "ResourceConflictException",
  },
  untilMapping("Enabled"),
  {
    operation: "ListEventSourceMappings",
    input: { EventSourceArn },
    check: (output) => expect(output["EventSourceMappings"]).toMatchObject([{ FunctionArn: Arn }]),
  },
  {
    service: "kinesis",
    operation: "PutRecord",
    input: { StreamName: "conformance", PartitionKey: "k", Data: "a record" },
  },
  {
    service: "logs",
    operation: "FilterLogEvents",
    input: { logGroupName, filterPattern: '"saw a record"' },
    until: ({ events }) => (events as readonly unknown[]).length > 0,
    check: (output) =>
      expect(output["events"]).toMatchObject([{ message: expect.stringContaining("saw a record") }]),
  },
  {
    operation: "UpdateEventSourceMapping",
    input: ({ uuid }) => ({ UUID: uuid, Enabled: false, BatchSize: 10 }),
  },
  untilMapping("Disabled"),
  {
    operation: "DeleteEventSourceMapping",
    input: ({ uuid }) => ({ UUID: uuid }),
    check: (output) => expect(output["State"]).toBe("Deleting"),
  },
  { operation: "DeleteFunction", input: { FunctionName } },
];

export const lambda: Scenario = {
  service: "lambda",
  files: {
    "echo.zip": zip("export const handler = async (event) => event;"),
    "print.zip": zip(`export const handler = async (event) => {
      for (const { kinesis } of event.Records ?? []) {
        console.log("saw " + Buffer.from(kinesis.data, "base64"));
      }
      return { got: event };
    };`),
  },
  steps: [...prerequisites, ...functions, ...mappings],
};
