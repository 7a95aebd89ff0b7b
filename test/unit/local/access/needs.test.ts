import { describe, expect, it } from "vitest";
import type { AccessWorld, Need } from "../../../../src/local/access/authorization.ts";
import { offeredAuthorizations } from "../../../../src/local/access/offered-authorizations.ts";
import { encodeShardIterator } from "../../../../src/local/kinesis/shard-iterator.ts";
import type { JsonObject } from "../../../../src/local/service.ts";

const region = "eu-west-1";
const accountId = "111122223333";
const bodyOf = (text: string) => Buffer.from(text);
const mapping = `arn:aws:lambda:${region}:${accountId}:event-source-mapping:u`;
const fn = `arn:aws:lambda:${region}:${accountId}:function:f`;
const stream = `arn:aws:kinesis:${region}:${accountId}:stream/s`;
const group = `arn:aws:logs:${region}:${accountId}:log-group:/g`;
const table = `arn:aws:dynamodb:${region}:${accountId}:table/t`;

const world: AccessWorld = {
  roleArn: (name) => (name === "r" ? `arn:aws:iam::${accountId}:role/team/r` : undefined),
  boundaryOf: () => "arn:aws:iam::aws:policy/b",
  documentOf: () => undefined,
  functionOfMapping: (arn) => (arn === mapping ? fn : undefined),
  tagsOf: () => ({}),
  partitionKeyOf: async ({ indexName }) => (indexName === undefined ? "pk" : "owner"),
};

async function needsOf(call: string, input: JsonObject, body = ""): Promise<readonly Need[]> {
  const [service = "", operation = ""] = call.split(":");
  const needs = offeredAuthorizations[service]?.[operation];
  return (await needs?.({ operation, input, body: bodyOf(body), region, accountId, world })) ?? [];
}

const shown = (needs: readonly Need[]) => needs.map(({ action, resource }) => `${action} ${resource}`);

describe("what a call needs", () => {
  const cases: { call: string; input: JsonObject; needs: string[]; reason: string; body?: string }[] = [
    {
      reason: "a name",
      call: "lambda:GetFunction",
      input: { FunctionName: "f" },
      needs: [`lambda:GetFunction ${fn}`],
    },
    {
      reason: "an ARN",
      call: "lambda:GetFunction",
      input: { FunctionName: fn },
      needs: [`lambda:GetFunction ${fn}`],
    },
    {
      reason: "part of an ARN",
      call: "lambda:GetFunction",
      input: { FunctionName: `${accountId}:function:f` },
      needs: [`lambda:GetFunction ${fn}`],
    },
    {
      reason: "a qualifier",
      call: "lambda:Invoke",
      input: { FunctionName: "f", Qualifier: "$LATEST" },
      needs: [`lambda:InvokeFunction ${fn}:$LATEST`],
    },
    {
      reason: "a version in S3",
      call: "lambda:UpdateFunctionCode",
      input: { FunctionName: "f", S3Bucket: "b", S3Key: "k", S3ObjectVersion: "v" },
      needs: [`lambda:UpdateFunctionCode ${fn}`, "s3:GetObjectVersion arn:aws:s3:::b/k"],
    },
    {
      reason: "another role",
      call: "lambda:UpdateFunctionConfiguration",
      input: { FunctionName: "f", Role: "role-arn" },
      needs: [`lambda:UpdateFunctionConfiguration ${fn}`, "iam:PassRole role-arn"],
    },
    {
      reason: "a mapping with tags",
      call: "lambda:CreateEventSourceMapping",
      input: { FunctionName: "f", Tags: { a: "1" } },
      needs: ["lambda:CreateEventSourceMapping *", `lambda:TagResource ${mapping.replace(/u$/, "*")}`],
    },
    {
      reason: "a stream with tags",
      call: "kinesis:CreateStream",
      input: { StreamName: "s", Tags: { a: "1" } },
      needs: [`kinesis:CreateStream ${stream}`, `kinesis:AddTagsToStream ${stream}`],
    },
    {
      reason: "a group without tags",
      call: "logs:CreateLogGroup",
      input: { logGroupName: "/g", tags: {} },
      needs: [`logs:CreateLogGroup ${group}:log-stream:`],
    },
    {
      reason: "a group with tags",
      call: "logs:CreateLogGroup",
      input: { logGroupName: "/g", tags: { a: "1" } },
      needs: [`logs:CreateLogGroup ${group}:log-stream:`, `logs:TagResource ${group}`],
    },
    {
      reason: "a stream of a group",
      call: "logs:PutLogEvents",
      input: { logGroupName: "/g", logStreamName: "x" },
      needs: [`logs:PutLogEvents ${group}:log-stream:x`],
    },
    {
      reason: "a group by its ARN",
      call: "logs:FilterLogEvents",
      input: { logGroupIdentifier: `${group}:*` },
      needs: [`logs:FilterLogEvents ${group}:log-stream:`],
    },
    {
      reason: "groups by a prefix",
      call: "logs:DescribeLogGroups",
      input: { logGroupNamePrefix: "/g" },
      needs: [`logs:DescribeLogGroups arn:aws:logs:${region}:${accountId}:log-group::log-stream:`],
    },
    {
      reason: "a filter with a role",
      call: "logs:PutSubscriptionFilter",
      input: { logGroupName: "/g", roleArn: "role-arn" },
      needs: [`logs:PutSubscriptionFilter ${group}:log-stream:`, "iam:PassRole role-arn"],
    },
    {
      reason: "a role with a path",
      call: "iam:GetRole",
      input: { RoleName: "r" },
      needs: [`iam:GetRole arn:aws:iam::${accountId}:role/team/r`],
    },
    {
      reason: "a role that does not exist",
      call: "iam:GetRole",
      input: { RoleName: "x" },
      needs: [`iam:GetRole arn:aws:iam::${accountId}:role/x`],
    },
    {
      reason: "a new role with tags",
      call: "iam:CreateRole",
      input: { RoleName: "n", Path: "/p/", Tags: [{ Key: "a", Value: "1" }] },
      needs: [
        `iam:CreateRole arn:aws:iam::${accountId}:role/p/n`,
        `iam:TagRole arn:aws:iam::${accountId}:role/p/n`,
      ],
    },
    {
      reason: "an index",
      call: "dynamodb:Query",
      input: { TableName: "t", IndexName: "i" },
      needs: [`dynamodb:Query ${table}/index/i`],
    },
    {
      reason: "several tables",
      call: "dynamodb:BatchGetItem",
      input: { RequestItems: { t: {}, u: {} } },
      needs: [`dynamodb:BatchGetItem ${table}`, `dynamodb:BatchGetItem ${table.replace(/t$/, "u")}`],
    },
    {
      reason: "several objects",
      call: "s3:DeleteObjects",
      input: { Bucket: "b" },
      body: "<Delete><Object><Key>k</Key></Object><Object><Key>l</Key><VersionId>v</VersionId></Object></Delete>",
      needs: ["s3:DeleteObject arn:aws:s3:::b/k", "s3:DeleteObjectVersion arn:aws:s3:::b/l"],
    },
    {
      reason: "a queue by its URL",
      call: "sqs:SendMessage",
      input: { QueueUrl: `http://h/${accountId}/q` },
      needs: [`sqs:SendMessage arn:aws:sqs:${region}:${accountId}:q`],
    },
    { reason: "nothing", call: "sts:GetCallerIdentity", input: {}, needs: [] },
  ];
  it.each(cases)("$call: $reason", async ({ call, input, needs, body }) => {
    expect(shown(await needsOf(call, input, body))).toEqual(needs);
  });

  it("knows the stream of an iterator", async () => {
    const ShardIterator = encodeShardIterator(
      { streamName: "s", streamCreatedAt: 1, shardId: "shardId-0", position: { kind: "LATEST" } },
      1,
    );

    expect(shown(await needsOf("kinesis:GetRecords", { ShardIterator }))).toEqual([
      `kinesis:GetRecords ${stream}`,
    ]);
  });
});

describe("what conditions are told", () => {
  const contextOf = async (call: string, input: JsonObject) => (await needsOf(call, input))[0]?.context;

  it("is a mapping's function, when it is made and later", async () => {
    expect(await contextOf("lambda:CreateEventSourceMapping", { FunctionName: "f" })).toMatchObject({
      "lambda:FunctionArn": fn,
    });
    expect(await contextOf("lambda:DeleteEventSourceMapping", { UUID: "u" })).toMatchObject({
      "lambda:FunctionArn": fn,
    });
  });

  it("is a role's boundary, the new one where one is given", async () => {
    const PermissionsBoundary = "arn:aws:iam::aws:policy/new";

    expect(await contextOf("iam:PutRolePolicy", { RoleName: "r" })).toEqual({
      "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/b",
    });
    expect(await contextOf("iam:CreateRole", { RoleName: "n", PermissionsBoundary })).toEqual({
      "iam:PermissionsBoundary": PermissionsBoundary,
    });
    expect(await contextOf("iam:AttachRolePolicy", { RoleName: "r", PolicyArn: "p" })).toMatchObject({
      "iam:PolicyARN": "p",
    });
  });

  it("is the tags that are asked for", async () => {
    expect(await contextOf("lambda:TagResource", { Resource: fn, Tags: { a: "1", b: "2" } })).toEqual({
      "aws:RequestTag/a": "1",
      "aws:RequestTag/b": "2",
      "aws:TagKeys": ["a", "b"],
    });
    expect(await contextOf("lambda:UntagResource", { Resource: fn, tagKeys: "a" })).toEqual({
      "aws:TagKeys": ["a"],
    });
  });

  it.each([
    { reason: "a key", call: "GetItem", input: { Key: { pk: { S: "x" } } }, keys: ["x"] },
    {
      reason: "an item",
      call: "PutItem",
      input: { Item: { pk: { N: "1" }, owner: { S: "o" } } },
      keys: ["1"],
    },
    {
      reason: "an expression",
      call: "Query",
      input: {
        KeyConditionExpression: "#p = :p AND sk > :s",
        ExpressionAttributeNames: { "#p": "pk" },
        ExpressionAttributeValues: { ":p": { S: "x" }, ":s": { S: "y" } },
      },
      keys: ["x"],
    },
    {
      reason: "conditions",
      call: "Query",
      input: { KeyConditions: { pk: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "x" }] } } },
      keys: ["x"],
    },
    {
      reason: "an index",
      call: "Query",
      input: {
        IndexName: "i",
        KeyConditionExpression: "owner=:o",
        ExpressionAttributeValues: { ":o": { S: "x" } },
      },
      keys: ["x"],
    },
    { reason: "a scan", call: "Scan", input: {}, keys: undefined },
  ])("is the partition keys of $reason", async ({ call, input, keys }) => {
    expect(await contextOf(`dynamodb:${call}`, { TableName: "t", ...input })).toEqual({
      "dynamodb:LeadingKeys": keys,
    });
  });

  it("is the partition keys of batches too", async () => {
    const writes = {
      t: [{ PutRequest: { Item: { pk: { S: "x" } } } }, { DeleteRequest: { Key: { pk: { S: "y" } } } }],
    };
    const reads = { t: { Keys: [{ pk: { S: "x" } }] } };

    expect(await contextOf("dynamodb:BatchWriteItem", { RequestItems: writes })).toEqual({
      "dynamodb:LeadingKeys": ["x", "y"],
    });
    expect(await contextOf("dynamodb:BatchGetItem", { RequestItems: reads })).toEqual({
      "dynamodb:LeadingKeys": ["x"],
    });
  });
});
