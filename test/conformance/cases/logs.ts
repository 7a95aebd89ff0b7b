import { expect } from "vitest";
import type { Scenario } from "../support/step.ts";

const logGroupName = "/conformance";
const logStreamName = "one";
const arn = "arn:aws:logs:us-east-1:000000000000:log-group:/conformance";
const KMS_KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-4333-8444-555555555555";
const timestamp = Date.now();

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
    {
      operation: "PutSubscriptionFilter",
      input: {
        logGroupName,
        filterName: "f",
        filterPattern: "",
        destinationArn: "arn:aws:lambda:us-east-1:1:f",
      },
      error: "InvalidParameterException",
    },
    {
      operation: "DescribeSubscriptionFilters",
      input: { logGroupName },
      check: (output) => expect(output["subscriptionFilters"]).toEqual([]),
    },
    {
      operation: "DeleteSubscriptionFilter",
      input: { logGroupName, filterName: "f" },
      error: "ResourceNotFoundException",
    },
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
