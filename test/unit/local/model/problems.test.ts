import { describe, expect, it } from "vitest";
import { createModels } from "../../../../src/local/model/models.ts";
import { problemsOf } from "../../../../src/local/model/problems.ts";
import type { InputForm } from "../../../../src/local/model/scalar.ts";
import type { JsonObject } from "../../../../src/local/service.ts";

const models = createModels();

function textsOf(call: string, input: JsonObject, form: InputForm = "json"): readonly string[] {
  const [service = "", operation = ""] = call.split(":");
  const model = models.of(service);
  return model === undefined
    ? ["no model"]
    : problemsOf(model, operation, input, form).map(({ text }) => text);
}

const value = (shown: string, path: string, rule: string) =>
  `Value ${shown} at '${path}' failed to satisfy constraint: ${rule}`;

describe("a request that AWS's model allows", () => {
  it.each<[string, JsonObject, InputForm]>([
    ["kinesis:CreateStream", { StreamName: "a.b-c_D9", ShardCount: 1, Tags: { team: "x" } }, "json"],
    ["kinesis:PutRecord", { StreamName: "s", Data: "aGk=", PartitionKey: "p" }, "json"],
    [
      "kinesis:GetShardIterator",
      { StreamName: "s", ShardId: "s-0", ShardIteratorType: "AT_TIMESTAMP", Timestamp: 1.5 },
      "json",
    ],
    ["lambda:ListFunctions", { MaxItems: "50", Marker: "m" }, "json"],
    [
      "lambda:UntagResource",
      { Resource: "arn:aws:lambda:eu-west-1:123456789012:function:f", tagKeys: "a" },
      "json",
    ],
    ["lambda:Invoke", { FunctionName: "f", "x-amz-invocation-type": "Event", host: "x" }, "http"],
    ["iam:ListRoles", { PathPrefix: "/x/", MaxItems: "10" }, "query"],
    ["iam:CreateRole", { RoleName: "r", AssumeRolePolicyDocument: "{}", Tags: "" }, "query"],
    ["iam:TagRole", { RoleName: "r", Tags: [{ Key: "Ärger im Büro", Value: "" }] }, "query"],
    ["s3:HeadObject", { Bucket: "b", Key: "k", versionId: "v", "x-amz-checksum-mode": "ENABLED" }, "http"],
    ["dynamodb:GetItem", { TableName: "abc", Key: { pk: { S: "x" }, list: { L: [{ N: "1" }] } } }, "json"],
    ["lambda:UpdateFunctionCode", { FunctionName: "f", ZipFile: new Uint8Array(3) }, "sdk"],
    [
      "lambda:CreateEventSourceMapping",
      { FunctionName: "f", StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp: new Date(0) },
      "sdk",
    ],
    ["sts:GetCallerIdentity", {}, "query"],
  ])("has no problem: %s %j", (call, input, form) => {
    expect(textsOf(call, input, form)).toEqual([]);
  });
});

describe("a request that AWS's model refuses", () => {
  it.each<[string, string, JsonObject, readonly string[]]>([
    [
      "a required member is null",
      "kinesis:PutRecord",
      { StreamName: "s", Data: "", PartitionKey: null },
      [value("null", "partitionKey", "Member must not be null")],
    ],
    [
      "a number is out of range",
      "lambda:CreateEventSourceMapping",
      { FunctionName: "f", BatchSize: 10_001 },
      [value("'10001'", "batchSize", "Member must have value less than or equal to 10000")],
    ],
    [
      "a text is not among the known ones",
      "kinesis:UpdateShardCount",
      { StreamName: "s", TargetShardCount: 1, ScalingType: "X" },
      [value("'X'", "scalingType", "Member must satisfy enum value set: [UNIFORM_SCALING]")],
    ],
    [
      "an item of a list breaks a rule: the list is shown, and all rules",
      "lambda:CreateEventSourceMapping",
      { FunctionName: "f", FunctionResponseTypes: ["ReportBatchItemFailures", "No"] },
      [
        value(
          "'[ReportBatchItemFailures, No]'",
          "functionResponseTypes",
          "Member must have length less than or equal to 1",
        ),
        value(
          "'[ReportBatchItemFailures, No]'",
          "functionResponseTypes",
          "Member must satisfy constraint: [Member must satisfy enum value set: [ReportBatchItemFailures]]",
        ),
      ],
    ],
    [
      "a map's key breaks a rule, and its values are secret",
      "lambda:UpdateFunctionConfiguration",
      { FunctionName: "f", Environment: { Variables: { "1": "secret" } } },
      [
        value(
          "'{1=***}'",
          "environment.variables",
          "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
        ),
      ],
    ],
    [
      "a structure in a list lacks a member",
      "kinesis:PutRecords",
      { StreamName: "s", Records: [{ Data: "aGk=", PartitionKey: "p" }, { Data: "aGk=" }] },
      [value("null", "records.2.member.partitionKey", "Member must not be null")],
    ],
    [
      "a number is text",
      "kinesis:CreateStream",
      { StreamName: "s", ShardCount: "1" },
      ["STRING_VALUE can not be converted to an Integer"],
    ],
    [
      "a text is a number",
      "kinesis:DeleteStream",
      { StreamName: 1 },
      ["NUMBER_VALUE can not be converted to a String"],
    ],
    [
      "a text is a list",
      "kinesis:DeleteStream",
      { StreamName: [] },
      ["Start of list found where not expected"],
    ],
    [
      "a text is a structure",
      "kinesis:DeleteStream",
      { StreamName: {} },
      ["Start of structure or map found where not expected"],
    ],
    [
      "a blob is not base64",
      "kinesis:PutRecord",
      { StreamName: "s", Data: "a", PartitionKey: "p" },
      ["Unable to convert a value that is not base64 to a Blob"],
    ],
    [
      "a flag is a number",
      "kinesis:DeleteStream",
      { StreamName: "s", EnforceConsumerDeletion: 1 },
      ["NUMBER_VALUE can not be converted to a Boolean"],
    ],
    [
      "a list is a text",
      "logs:UntagResource",
      { resourceArn: "arn:aws:x", tagKeys: "a" },
      ["Unexpected value where a list is expected"],
    ],
    [
      "a map is a text",
      "kinesis:AddTagsToStream",
      { StreamName: "s", Tags: "a" },
      ["Unexpected value where a map is expected"],
    ],
    [
      "a structure is a text",
      "lambda:CreateFunction",
      { FunctionName: "f", Role: "arn:aws:iam::123456789012:role/r", Code: "x" },
      ["Unexpected value where a structure is expected"],
    ],
    [
      "a member is misspelt",
      "kinesis:DeleteStream",
      { StreamName: "s", Name: "s" },
      ["the model has no member 'name'"],
    ],
  ])("%s", (_, call, input, texts) => {
    expect(textsOf(call, input)).toEqual(texts);
  });

  it("is told of every rule that a value breaks", () => {
    expect(textsOf("kinesis:DeleteStream", { StreamName: "" })).toEqual([
      value("''", "streamName", "Member must have length greater than or equal to 1"),
      value("''", "streamName", "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
    ]);
  });

  it("quotes bytes as Java does, and cuts what is long", () => {
    const model = models.of("kinesis");
    const tooLong = { StreamName: "s".repeat(5_000), Data: Buffer.alloc(10_485_761), PartitionKey: "p" };
    const texts =
      model === undefined ? [] : problemsOf(model, "PutRecord", tooLong, "sdk").map(({ text }) => text);

    expect(texts[0]?.length).toBeLessThan(1_200);
    expect(texts[1]).toContain("java.nio.HeapByteBuffer[pos=0 lim=10485761 cap=10485761]");
  });
});
