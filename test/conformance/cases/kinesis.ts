import { expect } from "vitest";
import type { JsonObject } from "../../../src/local/service.ts";
import type { Scenario, Step } from "../support/step.ts";

const StreamName = "conformance";
const ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/conformance";

/** Every change of a stream is asynchronous; the next one needs it ACTIVE. */
const untilActive: Step = {
  operation: "DescribeStreamSummary",
  input: { StreamName },
  until: ({ StreamDescriptionSummary }) =>
    (StreamDescriptionSummary as JsonObject)["StreamStatus"] === "ACTIVE",
};

const base64 = (text: string) => Buffer.from(text).toString("base64");

export const kinesis: Scenario = {
  service: "kinesis",
  steps: [
    { operation: "CreateStream", input: { StreamName, ShardCount: 1, Tags: { a: "1" } } },
    { operation: "CreateStream", input: { StreamName, ShardCount: 1 }, error: "ResourceInUseException" },
    untilActive,
    {
      operation: "DescribeStream",
      input: { StreamName },
      check: (output) =>
        expect(output["StreamDescription"]).toMatchObject({ StreamARN: ARN, RetentionPeriodHours: 24 }),
    },
    {
      operation: "ListStreams",
      check: (output) => {
        expect(output["StreamNames"]).toEqual([StreamName]);
        expect(output["StreamSummaries"]).toMatchObject([{ StreamName, StreamARN: ARN }]);
      },
    },
    { operation: "DescribeLimits", check: (output) => expect(output["OpenShardCount"]).toBe(1) },
    {
      operation: "ListShards",
      input: { StreamName },
      check: (output) => expect(output["Shards"]).toMatchObject([{ ShardId: "shardId-000000000000" }]),
    },
    {
      operation: "PutRecord",
      input: { StreamName, PartitionKey: "k", Data: "hello" },
      check: (output) => expect(output["ShardId"]).toBe("shardId-000000000000"),
    },
    {
      operation: "PutRecords",
      input: { StreamName, Records: [{ PartitionKey: "k", Data: "world" }] },
      check: (output) => expect(output["FailedRecordCount"]).toBe(0),
    },
    {
      operation: "GetShardIterator",
      input: { StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" },
      check: (output, memo) => {
        memo["iterator"] = String(output["ShardIterator"]);
      },
    },
    {
      operation: "GetRecords",
      input: ({ iterator }) => ({ ShardIterator: iterator }),
      check: (output) =>
        expect(output["Records"]).toMatchObject([{ Data: base64("hello") }, { Data: base64("world") }]),
    },
    { operation: "GetRecords", input: { ShardIterator: "nonsense" }, error: "InvalidArgumentException" },
    { operation: "AddTagsToStream", input: { StreamName, Tags: { b: "2" } } },
    { operation: "RemoveTagsFromStream", input: { StreamName, TagKeys: ["a"] } },
    {
      operation: "ListTagsForStream",
      input: { StreamName },
      check: (output) => expect(output["Tags"]).toEqual([{ Key: "b", Value: "2" }]),
    },
    { operation: "TagResource", input: { ResourceARN: ARN, Tags: { c: "3" } } },
    { operation: "UntagResource", input: { ResourceARN: ARN, TagKeys: ["b"] } },
    {
      operation: "ListTagsForResource",
      input: { ResourceARN: ARN },
      check: (output) => expect(output["Tags"]).toEqual([{ Key: "c", Value: "3" }]),
    },
    { operation: "IncreaseStreamRetentionPeriod", input: { StreamName, RetentionPeriodHours: 48 } },
    untilActive,
    { operation: "DecreaseStreamRetentionPeriod", input: { StreamName, RetentionPeriodHours: 24 } },
    untilActive,
    {
      operation: "StartStreamEncryption",
      input: { StreamName, EncryptionType: "KMS", KeyId: "alias/aws/kinesis" },
    },
    untilActive,
    {
      operation: "StopStreamEncryption",
      input: { StreamName, EncryptionType: "KMS", KeyId: "alias/aws/kinesis" },
    },
    untilActive,
    { operation: "EnableEnhancedMonitoring", input: { StreamName, ShardLevelMetrics: ["IncomingBytes"] } },
    untilActive,
    { operation: "DisableEnhancedMonitoring", input: { StreamName, ShardLevelMetrics: ["IncomingBytes"] } },
    untilActive,
    {
      operation: "SplitShard",
      input: {
        StreamName,
        ShardToSplit: "shardId-000000000000",
        NewStartingHashKey: "170141183460469231731687303715884105728",
      },
    },
    untilActive,
    {
      operation: "MergeShards",
      input: {
        StreamName,
        ShardToMerge: "shardId-000000000001",
        AdjacentShardToMerge: "shardId-000000000002",
      },
    },
    untilActive,
    {
      operation: "UpdateShardCount",
      input: { StreamName, TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" },
      check: (output) => expect(output["TargetShardCount"]).toBe(2),
    },
    untilActive,
    {
      operation: "UpdateStreamMode",
      input: { StreamARN: ARN, StreamModeDetails: { StreamMode: "ON_DEMAND" } },
    },
    untilActive,
    { operation: "UpdateMaxRecordSize", input: { StreamARN: ARN, MaxRecordSizeInKiB: 2048 } },
    untilActive,
    { operation: "DeleteStream", input: { StreamName, EnforceConsumerDeletion: true } },
    { operation: "DeleteStream", input: { StreamName: "nowhere" }, error: "ResourceNotFoundException" },
  ],
};
