import { Readable } from "node:stream";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  NoSuchEntityException,
  paginateGetAccountAuthorizationDetails,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../src/local/clock.ts";
import { createIam } from "../../src/local/iam/create-iam.ts";
import { createLogs } from "../../src/local/logs/create-logs.ts";
import { createS3 } from "../../src/local/s3/create-s3.ts";
import { createSqs } from "../../src/local/sqs/create-sqs.ts";
import { openStorage } from "../../src/local/storage.ts";
import { clientConfig, type GatewayServer, serveGateway } from "../support/gateway-server.ts";
import { LAMBDA_TRUST } from "../support/trust-policy.ts";

let server: GatewayServer;
const cleanups: (() => unknown)[] = [];

/** Runs last what was asked for first. */
const atEnd = <Client extends { destroy(): void }>(client: Client): Client => {
  cleanups.unshift(() => client.destroy());
  return client;
};

beforeEach(async () => {
  const clock = createClock();
  const storage = await openStorage(undefined);
  const deps = { storage, clock, accountId: "000000000000" };
  const iam = await createIam({ ...deps, durations: { propagationMs: 0 } });
  const [logs, s3] = [await createLogs(deps), await createS3(deps)];
  const sqs = await createSqs({ ...deps, endpoint: () => server.endpoint });
  server = await serveGateway([iam, logs, s3, sqs].map(({ service }) => service));
  cleanups.unshift(async () => {
    await sqs.stop();
    await server.listener.stop();
    await storage.close();
  });
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  expect(server.internalErrors).toEqual([]);
});

describe("S3 by the SDK", () => {
  it("takes buffers and streams, whose checksums the SDK adds and verifies", async () => {
    const s3 = atEnd(new S3Client(clientConfig(server.endpoint)));
    const Bucket = "code";
    const body = Buffer.alloc(300_000, "0123456789");
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-3" } }),
    );

    await s3.send(
      new PutObjectCommand({ Bucket, Key: "a/buffer é+", Body: body, ChecksumAlgorithm: "SHA256" }),
    );
    const stream = { Bucket, Key: "a/stream", Body: Readable.from([body]), ContentLength: body.byteLength };
    await s3.send(new PutObjectCommand(stream));

    for (const Key of ["a/buffer é+", "a/stream"]) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    }
    const head = new HeadObjectCommand({ Bucket, Key: "a/buffer é+", ChecksumMode: "ENABLED" });
    expect(await s3.send(head)).toMatchObject({ ContentLength: 300_000, ChecksumType: "FULL_OBJECT" });
    const keys: unknown[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 1 }, { Bucket })) {
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
    }
    expect(keys).toEqual(["a/buffer é+", "a/stream"]);
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: "none" }))).rejects.toBeInstanceOf(NoSuchKey);
  });
});

describe("SQS by the SDK", () => {
  it("delivers messages whose digests the SDK verifies", async () => {
    const sqs = atEnd(new SQSClient(clientConfig(server.endpoint)));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "failures" }));
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "wörld",
        MessageAttributes: {
          number: { DataType: "Number", StringValue: "7" },
          bytes: { DataType: "Binary", BinaryValue: Uint8Array.of(1, 2, 3) },
        },
      }),
    );

    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"], WaitTimeSeconds: 1 }),
    );

    expect(Messages).toMatchObject([
      { Body: "wörld", MessageAttributes: { bytes: { BinaryValue: Uint8Array.of(1, 2, 3) } } },
    ]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
  });
});

describe("IAM by the SDK", () => {
  it("shows roles with what hangs on them", async () => {
    const iam = atEnd(new IAMClient(clientConfig(server.endpoint)));
    const Tags = [{ Key: "xflow.dev/instance", Value: "one" }];
    const Description = "one & <two>";
    for (const RoleName of ["r1", "r2"]) {
      await iam.send(
        new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST, Tags, Description }),
      );
    }
    const PolicyArn = "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole";
    await iam.send(new AttachRolePolicyCommand({ RoleName: "r2", PolicyArn }));

    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "r1" }));
    const details: unknown[] = [];
    const pages = paginateGetAccountAuthorizationDetails({ client: iam, pageSize: 1 }, { Filter: ["Role"] });
    for await (const page of pages) details.push(...(page.RoleDetailList ?? []));

    expect(Role).toMatchObject({ Tags, Description, MaxSessionDuration: 3600 });
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(LAMBDA_TRUST);
    expect(Role?.CreateDate).toBeInstanceOf(Date);
    expect(details).toMatchObject([
      { RoleName: "r1", Tags, AttachedManagedPolicies: [], RolePolicyList: [] },
      { RoleName: "r2", Tags, AttachedManagedPolicies: [{ PolicyArn }] },
    ]);
    const missing = new GetRoleCommand({ RoleName: "none" });
    await expect(iam.send(missing)).rejects.toBeInstanceOf(NoSuchEntityException);
  });
});

describe("CloudWatch Logs by the SDK", () => {
  it("pages through filtered events", async () => {
    const logs = atEnd(new CloudWatchLogsClient(clientConfig(server.endpoint)));
    const where = { logGroupName: "/xFlow/track/w", logStreamName: "s" };
    const now = Date.now();
    await logs.send(new CreateLogGroupCommand({ logGroupName: where.logGroupName }));
    await logs.send(new CreateLogStreamCommand(where));
    const logEvents = Array.from({ length: 9 }, (_, index) => ({
      timestamp: now + index,
      message: JSON.stringify({ execution_id: `e-${index % 3}`, index }),
    }));
    await logs.send(new PutLogEventsCommand({ ...where, logEvents }));

    const found: unknown[] = [];
    const filter = { logGroupName: where.logGroupName, filterPattern: '{ $.execution_id = "e-1" }' };
    for await (const page of paginateFilterLogEvents({ client: logs, pageSize: 2 }, filter)) {
      found.push(...(page.events ?? []).map(({ timestamp }) => timestamp));
    }

    expect(found).toEqual([now + 1, now + 4, now + 7]);
  });
});
