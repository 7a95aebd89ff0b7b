import { expect } from "vitest";
import type { JsonObject } from "../../../src/local/service.ts";
import { LOGS_TRUST } from "../../support/trust-policy.ts";
import type { Scenario, Step } from "../support/step.ts";

const logGroupName = "/conformance";
const logStreamName = "one";
const arn = "arn:aws:logs:us-east-1:000000000000:log-group:/conformance";
const KMS_KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-4333-8444-555555555555";
const timestamp = Date.now();

const StreamName = "conformance-logs";
const destinationArn = `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`;
const roleArn = "arn:aws:iam::000000000000:role/conformance-logs";
const filterName = "conformance";

const subscriptions: readonly Step[] = [
  {
    service: "iam",
    operation: "CreateRole",
    input: { RoleName: "conformance-logs", AssumeRolePolicyDocument: LOGS_TRUST },
  },
  { service: "kinesis", operation: "CreateStream", input: { StreamName, ShardCount: 1 } },
  {
    service: "kinesis",
    operation: "DescribeStreamSummary",
    input: { StreamName },
    until: ({ StreamDescriptionSummary }) =>
      (StreamDescriptionSummary as JsonObject)["StreamStatus"] === "ACTIVE",
  },
  {
    operation: "PutSubscriptionFilter",
    input: { logGroupName, filterName, filterPattern: "", destinationArn },
    error: "InvalidParameterException",
  },
  {
    operation: "PutSubscriptionFilter",
    input: { logGroupName, filterName, filterPattern: "", destinationArn, roleArn },
  },
  {
    operation: "DescribeSubscriptionFilters",
    input: { logGroupName },
    check: (output) =>
      expect(output["subscriptionFilters"]).toMatchObject([
        { filterName, filterPattern: "", destinationArn, roleArn, distribution: "ByLogStream" },
      ]),
  },
  { operation: "DeleteSubscriptionFilter", input: { logGroupName, filterName } },
  {
    operation: "DeleteSubscriptionFilter",
    input: { logGroupName, filterName },
    error: "ResourceNotFoundException",
  },
];

export const logs: Scenario = {
  service: "logs",
  steps: [
    { operation: "CreateLogGroup", input: { logGroupName, tags: { a: "1" } } },
    { operation: "CreateLogGroup", input: { logGroupName }, error: "ResourceAlreadyExistsException" },
    {
      operation: "DescribeLogGroups",
      input: { logGroupNamePrefix: logGroupName },
      check: (output) => expect(output["logGroups"]).toMatchObject([{ logGroupName, logGroupArn: arn }]),
    },
    { operation: "PutRetentionPolicy", input: { logGroupName, retentionInDays: 7 } },
    { operation: "DeleteRetentionPolicy", input: { logGroupName } },
    { operation: "TagResource", input: { resourceArn: arn, tags: { b: "2" } } },
    { operation: "UntagResource", input: { resourceArn: arn, tagKeys: ["a"] } },
    {
      operation: "ListTagsForResource",
      input: { resourceArn: arn },
      check: (output) => expect(output["tags"]).toEqual({ b: "2" }),
    },
    { operation: "CreateLogStream", input: { logGroupName, logStreamName } },
    {
      operation: "PutLogEvents",
      input: { logGroupName, logStreamName, logEvents: [{ timestamp, message: "hello wörld" }] },
    },
    {
      operation: "DescribeLogStreams",
      input: { logGroupName },
      check: (output) => expect(output["logStreams"]).toMatchObject([{ logStreamName }]),
    },
    {
      operation: "GetLogEvents",
      input: { logGroupName, logStreamName, startFromHead: true },
      check: (output) => expect(output["events"]).toMatchObject([{ timestamp, message: "hello wörld" }]),
    },
    {
      operation: "FilterLogEvents",
      input: { logGroupName, filterPattern: "hello" },
      check: (output) => expect(output["events"]).toMatchObject([{ logStreamName, message: "hello wörld" }]),
    },
    ...subscriptions,
    {
      operation: "ListLogGroups",
      check: (output) => expect(output["logGroups"]).toMatchObject([{ logGroupName, logGroupArn: arn }]),
    },
    { operation: "AssociateKmsKey", input: { logGroupName, kmsKeyId: KMS_KEY } },
    { operation: "DisassociateKmsKey", input: { logGroupName } },
    {
      operation: "PutLogGroupDeletionProtection",
      input: { logGroupIdentifier: logGroupName, deletionProtectionEnabled: true },
    },
    { operation: "DeleteLogGroup", input: { logGroupName }, error: "ValidationException" },
    {
      operation: "PutLogGroupDeletionProtection",
      input: { logGroupIdentifier: logGroupName, deletionProtectionEnabled: false },
    },
    { operation: "DeleteLogStream", input: { logGroupName, logStreamName } },
    { operation: "DeleteLogGroup", input: { logGroupName } },
  ],
};
