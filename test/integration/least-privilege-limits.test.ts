import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boundaryArn } from "../../src/core/right-conditions.ts";
import { ensureTable } from "../../src/store/table.ts";
import { type Somebody, somebody } from "../support/foreign-changes.ts";
import { type GrantedPart, type GrantedStage, openGrantedStage } from "../support/granted-stage.ts";
import { storyPlace, untilActive } from "../support/granted-world.ts";
import { lambdaTrust } from "../support/made-resources.ts";
import { realClock, testAccount } from "../support/reached-kinds.ts";

const AssumeRolePolicyDocument = JSON.stringify(lambdaTrust);
const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const own = { RoleName: "t-own", Path: "/xflow/test/" };
const account = storyPlace.accountId;
const streamArn = `arn:aws:kinesis:${storyPlace.region}:${account}:stream/theirs`;
const Data = Buffer.from("{}");

interface Attempt {
  readonly who: GrantedPart;
  readonly does: string;
  readonly action: string;
  try(by: Somebody, table: DynamoDBClient): Promise<unknown>;
}

const newFunction = (FunctionName: string, role: string) =>
  new CreateFunctionCommand({
    ...{ FunctionName, Role: `arn:aws:iam::${account}:role/${role}` },
    ...{ Handler: "index.handler", Runtime: "nodejs22.x", Code: { S3Bucket: "code", S3Key: "index.js" } },
  });

const roles: readonly Attempt[] = [
  {
    who: "controller",
    does: "make a role that nothing bounds",
    action: "iam:CreateRole",
    try: ({ iam }) =>
      iam.send(new CreateRoleCommand({ ...own, RoleName: "t-unbounded", AssumeRolePolicyDocument })),
  },
  {
    who: "controller",
    does: "make a role outside the instance's path",
    action: "iam:CreateRole",
    try: ({ iam }) => {
      const PermissionsBoundary = boundaryArn(storyPlace);
      const input = { RoleName: "t-elsewhere", AssumeRolePolicyDocument, PermissionsBoundary };
      return iam.send(new CreateRoleCommand(input));
    },
  },
  {
    who: "controller",
    does: "take the boundary off a role",
    action: "iam:DeleteRolePermissionsBoundary",
    try: ({ iam }) => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: own.RoleName })),
  },
  {
    who: "controller",
    does: "put another boundary on a role",
    action: "iam:PutRolePermissionsBoundary",
    try: ({ iam }) => {
      const PermissionsBoundary = "arn:aws:iam::aws:policy/AdministratorAccess";
      const input = { RoleName: own.RoleName, PermissionsBoundary };
      return iam.send(new PutRolePermissionsBoundaryCommand(input));
    },
  },
  {
    who: "controller",
    does: "give itself a policy",
    action: "iam:PutRolePolicy",
    try: ({ iam }) => {
      const PolicyDocument = JSON.stringify(everything);
      return iam.send(
        new PutRolePolicyCommand({ RoleName: "controller", PolicyName: "more", PolicyDocument }),
      );
    },
  },
  {
    who: "controller",
    does: "hand a role of others to a function",
    action: "iam:PassRole",
    try: ({ lambda }) => lambda.send(newFunction("t-more", "operator")),
  },
];

const resources: readonly Attempt[] = [
  {
    who: "controller",
    does: "make a function of another prefix",
    action: "lambda:CreateFunction",
    try: ({ lambda }) => lambda.send(newFunction("more", "xflow/test/t-own")),
  },
  {
    who: "controller",
    does: "connect a function of another prefix",
    action: "lambda:CreateEventSourceMapping",
    try: ({ lambda }) =>
      lambda.send(new CreateEventSourceMappingCommand({ FunctionName: "more", EventSourceArn: streamArn })),
  },
  {
    who: "controller",
    does: "delete a stream of its prefix without its tag",
    action: "kinesis:DeleteStream",
    try: ({ kinesis }) => kinesis.send(new DeleteStreamCommand({ StreamName: "t-loose" })),
  },
  {
    who: "controller",
    does: "delete a stream of another prefix",
    action: "kinesis:DeleteStream",
    try: ({ kinesis }) => kinesis.send(new DeleteStreamCommand({ StreamName: "theirs" })),
  },
  {
    who: "controller",
    does: "publish",
    action: "kinesis:PutRecord",
    try: ({ kinesis }) =>
      kinesis.send(new PutRecordCommand({ StreamName: "t-loose", Data, PartitionKey: "k" })),
  },
  {
    who: "controller",
    does: "invoke a function",
    action: "lambda:InvokeFunction",
    try: ({ lambda }) => lambda.send(new InvokeCommand({ FunctionName: "t-counter" })),
  },
  {
    who: "operator",
    does: "make a stream",
    action: "kinesis:CreateStream",
    try: ({ kinesis }) => kinesis.send(new CreateStreamCommand({ StreamName: "t-more", ShardCount: 1 })),
  },
  {
    who: "publisher",
    does: "publish to a stream of another prefix",
    action: "kinesis:PutRecord",
    try: ({ kinesis }) =>
      kinesis.send(new PutRecordCommand({ StreamName: "theirs", Data, PartitionKey: "k" })),
  },
  {
    who: "publisher",
    does: "read a stream",
    action: "kinesis:GetShardIterator",
    try: ({ kinesis }) => {
      const shard = { ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" } as const;
      return kinesis.send(new GetShardIteratorCommand({ StreamName: "t-loose", ...shard }));
    },
  },
  {
    who: "publisher",
    does: "look at functions",
    action: "lambda:ListFunctions",
    try: ({ lambda }) => lambda.send(new ListFunctionsCommand({})),
  },
];

const item = (pk: string) => ({ pk: { S: pk }, sk: { S: "lease" } });
const TableName = storyPlace.table;

const state: readonly Attempt[] = [
  {
    who: "operator",
    does: "write what the controller writes",
    action: "dynamodb:PutItem",
    try: (_, table) => table.send(new PutItemCommand({ TableName, Item: item("test") })),
  },
  {
    who: "operator",
    does: "ask something of another instance",
    action: "dynamodb:PutItem",
    try: (_, table) => table.send(new PutItemCommand({ TableName, Item: item("blue#requests") })),
  },
  {
    who: "controller",
    does: "read another instance",
    action: "dynamodb:GetItem",
    try: (_, table) => table.send(new GetItemCommand({ TableName, Key: item("blue") })),
  },
  {
    who: "controller",
    does: "read the whole table",
    action: "dynamodb:Scan",
    try: (_, table) => table.send(new ScanCommand({ TableName })),
  },
  {
    who: "publisher",
    does: "read the table",
    action: "dynamodb:GetItem",
    try: (_, table) => table.send(new GetItemCommand({ TableName, Key: item("test") })),
  },
];

describe("the generated policies", () => {
  let stage: GrantedStage;

  beforeAll(async () => {
    stage = await openGrantedStage();
    const { kinesis, iam } = stage.root;
    const PermissionsBoundary = boundaryArn(storyPlace);
    await iam.send(new CreateRoleCommand({ ...own, AssumeRolePolicyDocument, PermissionsBoundary }));
    await kinesis.send(new CreateStreamCommand({ StreamName: "t-loose", ShardCount: 1 }));
    await untilActive(stage.root, "t-loose");
    const client = new DynamoDBClient({ ...testAccount, endpoint: stage.endpoint });
    await ensureTable(
      { client, clock: realClock },
      { table: TableName, signal: new AbortController().signal },
    );
    client.destroy();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  const attempts = [...roles, ...resources, ...state].map(
    (attempt) => [`${attempt.who} ${attempt.does}`, attempt] as const,
  );

  it.each(attempts)("do not let the %s", async (_, { who, action, ...attempt }) => {
    const credentials = stage.sessions[who];
    using by = somebody(stage.endpoint, credentials);
    const table = new DynamoDBClient({ ...testAccount, credentials, endpoint: stage.endpoint });

    await expect(attempt.try(by, table)).rejects.toThrow(`not authorized to perform: ${action}`);

    table.destroy();
  });
});
