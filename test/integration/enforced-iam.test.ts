import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateStreamCommand, DeleteStreamCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLocalAws, type LocalAws } from "../../src/local/local-aws.ts";
import { toZip } from "../support/function-runs.ts";
import { clientConfig } from "../support/gateway-server.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { LAMBDA_TRUST } from "../support/trust-policy.ts";

const account = "000000000000";
const worker = `arn:aws:sts::${account}:assumed-role/worker/me`;
const table = `arn:aws:dynamodb:eu-west-3:${account}:table/state`;
const functionArn = `arn:aws:lambda:eu-west-3:${account}:function:f`;
const ROOT_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" },
  ],
});

type Credentials = ReturnType<typeof clientConfig>["credentials"] & { readonly sessionToken?: string };

function clientsOf(endpoint: string, credentials?: Credentials) {
  const config = { ...clientConfig(endpoint), ...(credentials === undefined ? {} : { credentials }) };
  return {
    dynamodb: new DynamoDBClient(config),
    iam: new IAMClient(config),
    kinesis: new KinesisClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    sts: new STSClient(config),
  };
}

const allow = (Action: string | readonly string[], Resource = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

describe("the embedded AWS with enforced permissions", () => {
  let aws: LocalAws;
  let root: ReturnType<typeof clientsOf>;
  const cleanups: (() => unknown)[] = [];

  beforeEach(async () => {
    aws = await createLocalAws({ port: 0, enforceIam: true });
    root = open();
    await root.iam.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: ROOT_TRUST }));
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) cleanup();
    await aws.stop();
  });

  const open = (credentials?: Credentials) => {
    const clients = clientsOf(aws.endpoint, credentials);
    cleanups.push(...Object.values(clients).map((client) => () => client.destroy()));
    return clients;
  };
  const grant = (RoleName: string, ...Statement: readonly object[]) => {
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    return root.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
  };
  const assume = async (role = "worker") => {
    const RoleArn = `arn:aws:iam::${account}:role/${role}`;
    const answer = await root.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "me" }));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = answer.Credentials ?? {};
    return open({
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    });
  };
  const newFunction = (Role: string, rest: object = {}) =>
    new CreateFunctionCommand({
      FunctionName: "f",
      Role,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: toZip({ "index.js": "exports.handler = async () => 1" }) },
      ...rest,
    });

  it("tells a session who it is, and refuses the rest in each service's own words", async () => {
    const me = await assume();
    const identity = await me.sts.send(new GetCallerIdentityCommand({}));
    const queue = await root.sqs.send(new CreateQueueCommand({ QueueName: "q" }));
    const stream = `arn:aws:kinesis:eu-west-3:${account}:stream/s`;
    const group = `arn:aws:logs:eu-west-3:${account}:log-group:/g:log-stream:`;
    const refused = (action: string, resource: string) =>
      `User: ${worker} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

    expect(identity.Arn).toBe(worker);
    await expect(me.kinesis.send(new DeleteStreamCommand({ StreamName: "s" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: refused("kinesis:DeleteStream", stream),
    });
    await expect(me.logs.send(new CreateLogGroupCommand({ logGroupName: "/g" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: refused("logs:CreateLogGroup", group),
    });
    await expect(me.lambda.send(new GetFunctionCommand({ FunctionName: "f" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: refused("lambda:GetFunction", functionArn),
      $metadata: { httpStatusCode: 403 },
    });
    await expect(me.iam.send(new GetRoleCommand({ RoleName: "worker" }))).rejects.toMatchObject({
      name: "AccessDenied",
      message: refused("iam:GetRole", "role worker"),
    });
    const message = new SendMessageCommand({ QueueUrl: queue.QueueUrl ?? "", MessageBody: "m" });
    await expect(me.sqs.send(message)).rejects.toMatchObject({
      name: "AccessDenied",
      message: refused("sqs:sendmessage", `arn:aws:sqs:eu-west-3:${account}:q`),
    });
  });

  it("asks for what a creation needs besides, one thing after the other", async () => {
    const role = `arn:aws:iam::${account}:role/runner`;
    await root.iam.send(
      new CreateRoleCommand({ RoleName: "runner", AssumeRolePolicyDocument: LAMBDA_TRUST }),
    );
    const me = await assume();
    const create = () => me.lambda.send(newFunction(role, { Tags: { owner: "me" } }));
    const toLambda = { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } };

    await grant("worker", allow("lambda:CreateFunction", functionArn));
    await expect(create()).rejects.toThrow(`perform: lambda:TagResource on resource: ${functionArn}`);
    await grant("worker", allow(["lambda:CreateFunction", "lambda:TagResource"], functionArn));
    await expect(create()).rejects.toThrow(`perform: iam:PassRole on resource: ${role}`);
    await grant("worker", allow("lambda:*"), allow("iam:PassRole", role, toLambda));
    await expect(create()).resolves.toMatchObject({ FunctionArn: functionArn });
  });

  it("asks for the caller's right to a package in S3", async () => {
    await grant("worker", allow("lambda:*"), allow("iam:PassRole"));
    const me = await assume();
    const code = { Code: { S3Bucket: "bucket", S3Key: "k.zip" } };

    await expect(
      me.lambda.send(newFunction(`arn:aws:iam::${account}:role/runner`, code)),
    ).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("permission to GetObject for bucket/k.zip"),
    });
  });

  it("shows a function without its tags to who may not list them", async () => {
    await root.iam.send(
      new CreateRoleCommand({ RoleName: "runner", AssumeRolePolicyDocument: LAMBDA_TRUST }),
    );
    await root.lambda.send(newFunction(`arn:aws:iam::${account}:role/runner`, { Tags: { owner: "me" } }));
    await grant("worker", allow("lambda:GetFunction", functionArn));
    const me = await assume();

    const { Tags, TagsError } = await me.lambda.send(new GetFunctionCommand({ FunctionName: "f" }));

    expect(Tags).toBeUndefined();
    expect(TagsError).toMatchObject({ ErrorCode: "AccessDeniedException" });
  });

  it("tells only who may list a bucket that a key does not exist", async () => {
    await root.s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
    const me = await assume();
    const status = async () => {
      const failed = await me.s3.send(new HeadObjectCommand({ Bucket: "bucket", Key: "k" })).catch((e) => e);
      return failed.$metadata.httpStatusCode;
    };

    await grant("worker", allow("s3:GetObject", "arn:aws:s3:::bucket/*"));
    expect(await status()).toBe(403);
    await grant("worker", allow(["s3:GetObject", "s3:ListBucket"]));
    expect(await status()).toBe(404);
  });

  it("holds requests on items to the partitions of a condition", async () => {
    await root.dynamodb.send(
      new CreateTableCommand({
        TableName: "state",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      }),
    );
    const own = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["mine"] } };
    await grant("worker", allow("dynamodb:GetItem", table, own));
    const me = await assume();
    const get = (pk: string) =>
      me.dynamodb.send(new GetItemCommand({ TableName: "state", Key: { pk: { S: pk } } })).then(
        () => "read",
        (error: Error) => error.name,
      );

    expect(await get("theirs")).toBe("AccessDeniedException");
    expect(await get("mine")).not.toBe("AccessDeniedException");
  });

  it("holds deletes to the tags of what is deleted", async () => {
    for (const [StreamName, owner] of [
      ["a", "me"],
      ["b", "you"],
    ] as const) {
      await root.kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1, Tags: { owner } }));
    }
    await grant(
      "worker",
      allow("kinesis:DeleteStream", "*", { StringEquals: { "aws:ResourceTag/owner": "me" } }),
    );
    const me = await assume();
    const remove = (StreamName: string) => me.kinesis.send(new DeleteStreamCommand({ StreamName }));

    await expect(remove("b")).rejects.toMatchObject({ name: "AccessDeniedException" });
    await expect(remove("a").catch((error: Error) => error.name)).resolves.not.toBe("AccessDeniedException");
  });

  it("runs functions as sessions of their role", async () => {
    await root.iam.send(
      new CreateRoleCommand({ RoleName: "runner", AssumeRolePolicyDocument: LAMBDA_TRUST }),
    );
    const text = `const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
      exports.handler = async () => (await new STSClient().send(new GetCallerIdentityCommand({}))).Arn;`;
    const Code = { ZipFile: toZip({ "index.js": text }) };
    await root.lambda.send(newFunction(`arn:aws:iam::${account}:role/runner`, { Code, Timeout: 60 }));
    await waitUntilFunctionActiveV2(
      { client: root.lambda, maxWaitTime: 10, minDelay: 0.05 },
      { FunctionName: "f" },
    );

    const { Payload } = await root.lambda.send(new InvokeCommand({ FunctionName: "f" }));

    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toBe(
      `arn:aws:sts::${account}:assumed-role/runner/f`,
    );
  });

  it("lets a role be assumed as its trust policy says", async () => {
    await root.iam.send(
      new CreateRoleCommand({ RoleName: "runner", AssumeRolePolicyDocument: LAMBDA_TRUST }),
    );
    await root.iam.send(new CreateRoleCommand({ RoleName: "other", AssumeRolePolicyDocument: ROOT_TRUST }));
    const me = await assume();
    const RoleArn = `arn:aws:iam::${account}:role/other`;
    const other = () => me.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "next" }));

    await expect(assume("runner")).rejects.toThrow("is not authorized to perform: sts:AssumeRole");
    await expect(other()).rejects.toThrow(`User: ${worker} is not authorized to perform: sts:AssumeRole`);
    await grant("worker", allow("sts:AssumeRole", RoleArn));
    await expect(other()).resolves.toMatchObject({
      AssumedRoleUser: { Arn: expect.stringContaining("next") },
    });
  });

  it("refuses temporary keys that it did not hand out, and policies that it could not hold anybody to", async () => {
    const stranger = open({
      accessKeyId: "ASIASTRANGER00000000",
      secretAccessKey: "s",
      sessionToken: "t",
    });

    await expect(stranger.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
    await expect(stranger.lambda.send(new GetFunctionCommand({ FunctionName: "f" }))).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
    await expect(
      grant("worker", allow("*", "*", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })),
    ).rejects.toMatchObject({ name: "MalformedPolicyDocumentException" });
    const PolicyArn = `arn:aws:iam::${account}:policy/none`;
    await expect(
      root.iam.send(new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn })),
    ).rejects.toMatchObject({ name: "NoSuchEntityException" });
  });
});

describe("the embedded AWS without enforced permissions", () => {
  it("lets roles do everything until their credentials expire", async () => {
    const clock = createManualClock();
    const aws = await createLocalAws({ port: 0, clock });
    const root = clientsOf(aws.endpoint);
    await root.iam.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: ROOT_TRUST }));
    const RoleArn = `arn:aws:iam::${account}:role/worker`;
    const { Credentials } = await root.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "me" }));
    const me = clientsOf(aws.endpoint, {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    });

    const before = await me.sts.send(new GetCallerIdentityCommand({}));
    await me.iam.send(new GetRoleCommand({ RoleName: "worker" }));
    clock.advance(3_600_000);
    const after = await me.lambda.send(new GetFunctionCommand({ FunctionName: "f" })).catch((error) => error);
    for (const client of [...Object.values(root), ...Object.values(me)]) client.destroy();
    await aws.stop();

    expect(before.Arn).toBe(worker);
    expect(after).toMatchObject({
      name: "ExpiredTokenException",
      message: "The security token included in the request is expired",
    });
  });
});
