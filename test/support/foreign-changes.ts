import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  PutRetentionPolicyCommand,
  TagResourceCommand as TagGroupCommand,
  UntagResourceCommand as UntagGroupCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AddTagsToStreamCommand,
  IncreaseStreamRetentionPeriodCommand,
  KinesisClient,
  RemoveTagsFromStreamCommand,
  StartStreamEncryptionCommand,
  UpdateShardCountCommand,
  UpdateStreamModeCommand,
} from "@aws-sdk/client-kinesis";
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
  type UpdateEventSourceMappingCommandInput,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { PrimitiveKind } from "../../src/api/resource.ts";
import type { Credentials } from "../../src/aws/credentials.ts";
import { zip } from "../../src/source/zip.ts";
import { lambdaTrust } from "./made-resources.ts";
import { testAccount } from "./reached-kinds.ts";

/** Another user of the account, with clients of their own. Names are those of the made resources. */
export interface Somebody extends Disposable {
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  /** ARN of the only mapping, and its id. */
  mapping(): Promise<{ readonly UUID: string; readonly arn: string }>;
}

/** @param credentials default: those that may do everything */
export function somebody(endpoint: string, credentials: Credentials = testAccount.credentials): Somebody {
  const options = { ...testAccount, credentials, endpoint };
  const iam = new IAMClient(options);
  const logs = new CloudWatchLogsClient(options);
  // moto speaks no HTTP/2, which is this client's default.
  const kinesis = new KinesisClient({ ...options, requestHandler: new NodeHttpHandler() });
  const lambda = new LambdaClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  return {
    iam,
    logs,
    kinesis,
    lambda,
    s3,
    async mapping() {
      const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
      const [{ UUID = "", EventSourceMappingArn: arn = "" } = {}] = EventSourceMappings;
      return { UUID, arn };
    },
    [Symbol.dispose]() {
      for (const client of [iam, logs, kinesis, lambda, s3]) client.destroy();
    },
  };
}

/** What somebody else does to one field, and the calls that undo it. */
export interface ForeignChange {
  readonly kind: PrimitiveKind;
  /** A field of the kind's table. */
  readonly field: string;
  readonly calls: readonly string[];
  /** Not in the lists that every scan reads. */
  readonly isDeep?: true;
  make(by: Somebody): Promise<unknown>;
}

const RoleName = "runner";
const StreamName = "Words";
const FunctionName = "counter";
const logGroupName = "/aws/lambda/counter";
const place = `${testAccount.region}:000000000000`;
const groupArn = `arn:aws:logs:${place}:log-group:${logGroupName}`;
const functionArn = `arn:aws:lambda:${place}:function:${FunctionName}`;
const otherTrust = {
  ...lambdaTrust,
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const otherPackage = zip([{ name: "index.js", executable: false, bytes: Buffer.from("// other\n") }]);

const role: readonly ForeignChange[] = [
  {
    kind: "Role",
    field: "assumeRolePolicy",
    calls: ["iam:UpdateAssumeRolePolicy"],
    make: ({ iam }) =>
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(otherTrust) })),
  },
  {
    kind: "Role",
    field: "permissionsBoundary",
    calls: ["iam:DeleteRolePermissionsBoundary"],
    make: ({ iam }) => {
      const PermissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess";
      return iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
    },
  },
  {
    kind: "Role",
    field: "managedPolicyArns",
    calls: ["iam:DetachRolePolicy"],
    make: ({ iam }) => {
      const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
      return iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    },
  },
  {
    kind: "Role",
    field: "inlinePolicies",
    calls: ["iam:DeleteRolePolicy"],
    make: ({ iam }) => {
      const all = { Effect: "Allow", Action: "*", Resource: "*" };
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [all] });
      return iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "more", PolicyDocument }));
    },
  },
  {
    kind: "Role",
    field: "tags",
    calls: ["iam:TagRole"],
    make: ({ iam }) => iam.send(new UntagRoleCommand({ RoleName, TagKeys: ["team"] })),
  },
];

const logGroup: readonly ForeignChange[] = [
  {
    kind: "LogGroup",
    field: "retentionDays",
    calls: ["logs:PutRetentionPolicy"],
    make: ({ logs }) => logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 })),
  },
  {
    kind: "LogGroup",
    field: "kmsKeyArn",
    calls: ["logs:DisassociateKmsKey"],
    make: ({ logs }) => {
      const kmsKeyId = `arn:aws:kms:${place}:key/11111111-2222-3333-4444-555555555555`;
      return logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }));
    },
  },
  {
    kind: "LogGroup",
    field: "tags",
    calls: ["logs:TagResource"],
    make: ({ logs }) => logs.send(new TagGroupCommand({ resourceArn: groupArn, tags: { team: "theirs" } })),
  },
];

const stream: readonly ForeignChange[] = [
  {
    kind: "Stream",
    field: "mode",
    calls: ["kinesis:UpdateStreamMode"],
    make: ({ kinesis }) => {
      const StreamARN = `arn:aws:kinesis:${place}:stream/${StreamName}`;
      const StreamModeDetails = { StreamMode: "ON_DEMAND" } as const;
      return kinesis.send(new UpdateStreamModeCommand({ StreamARN, StreamModeDetails }));
    },
  },
  {
    kind: "Stream",
    field: "shards",
    isDeep: true,
    calls: ["kinesis:UpdateShardCount"],
    make: ({ kinesis }) => {
      const scaling = { TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" } as const;
      return kinesis.send(new UpdateShardCountCommand({ StreamName, ...scaling }));
    },
  },
  {
    kind: "Stream",
    field: "retentionHours",
    isDeep: true,
    calls: ["kinesis:DecreaseStreamRetentionPeriod"],
    make: ({ kinesis }) =>
      kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 48 })),
  },
  {
    kind: "Stream",
    field: "encryptionKeyId",
    isDeep: true,
    calls: ["kinesis:StopStreamEncryption"],
    make: ({ kinesis }) => {
      const key = { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" } as const;
      return kinesis.send(new StartStreamEncryptionCommand({ StreamName, ...key }));
    },
  },
  {
    kind: "Stream",
    field: "tags",
    calls: ["kinesis:AddTagsToStream"],
    make: ({ kinesis }) => kinesis.send(new RemoveTagsFromStreamCommand({ StreamName, TagKeys: ["team"] })),
  },
];

const settings: Readonly<Record<string, UpdateFunctionConfigurationCommandInput>> = {
  handler: { FunctionName, Handler: "other.handler" },
  runtime: { FunctionName, Runtime: "nodejs24.x" },
  description: { FunctionName, Description: "theirs" },
  timeoutSeconds: { FunctionName, Timeout: 60 },
  memoryMb: { FunctionName, MemorySize: 512 },
  ephemeralStorageMb: { FunctionName, EphemeralStorage: { Size: 1024 } },
  environment: { FunctionName, Environment: { Variables: { LEVEL: "theirs" } } },
  vpc: { FunctionName, VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] } },
  role: { FunctionName, Role: "arn:aws:iam::000000000000:role/other" },
  tracing: { FunctionName, TracingConfig: { Mode: "Active" } },
  logFormat: { FunctionName, LoggingConfig: { LogFormat: "JSON" } },
  logGroup: { FunctionName, LoggingConfig: { LogGroup: "/other" } },
};

const lambda: readonly ForeignChange[] = [
  ...Object.entries(settings).map(
    ([field, input]): ForeignChange => ({
      kind: "Function",
      field,
      calls: ["lambda:UpdateFunctionConfiguration"],
      make: (by) => by.lambda.send(new UpdateFunctionConfigurationCommand(input)),
    }),
  ),
  {
    kind: "Function",
    field: "source",
    calls: ["lambda:UpdateFunctionCode"],
    make: (by) => by.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: otherPackage })),
  },
  {
    kind: "Function",
    field: "reservedConcurrency",
    isDeep: true,
    calls: ["lambda:PutFunctionConcurrency"],
    make: (by) => {
      const input = { FunctionName, ReservedConcurrentExecutions: 0 };
      return by.lambda.send(new PutFunctionConcurrencyCommand(input));
    },
  },
  {
    kind: "Function",
    field: "tags",
    calls: ["lambda:TagResource"],
    make: (by) => by.lambda.send(new UntagResourceCommand({ Resource: functionArn, TagKeys: ["team"] })),
  },
];

const options: Readonly<Record<string, Omit<UpdateEventSourceMappingCommandInput, "UUID">>> = {
  batchSize: { BatchSize: 7 },
  batchWindowSeconds: { MaximumBatchingWindowInSeconds: 5 },
  parallelizationFactor: { ParallelizationFactor: 2 },
  maxRetryAttempts: { MaximumRetryAttempts: 3 },
  maxRecordAgeSeconds: { MaximumRecordAgeInSeconds: 60 },
  bisectOnError: { BisectBatchOnFunctionError: true },
  reportBatchItemFailures: { FunctionResponseTypes: ["ReportBatchItemFailures"] },
  filter: { FilterCriteria: { Filters: [{ Pattern: '{"data":{"a":[1]}}' }] } },
  onFailureArn: { DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failed" } } },
  enabled: { Enabled: false },
};

const subscription: readonly ForeignChange[] = [
  ...Object.entries(options).map(
    ([field, option]): ForeignChange => ({
      kind: "Subscription",
      field,
      calls: ["lambda:UpdateEventSourceMapping"],
      make: async (by) => {
        const { UUID } = await by.mapping();
        return by.lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...option }));
      },
    }),
  ),
  {
    kind: "Subscription",
    field: "tags",
    isDeep: true,
    calls: ["lambda:TagResource"],
    make: async (by) => {
      const { arn } = await by.mapping();
      return by.lambda.send(new UntagResourceCommand({ Resource: arn, TagKeys: ["team"] }));
    },
  },
];

export const foreignChanges: readonly ForeignChange[] = [
  ...role,
  ...logGroup,
  ...stream,
  ...lambda,
  ...subscription,
];

/** What the changes refer to. */
export async function makeSurroundings(by: Somebody): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify(lambdaTrust);
  await by.iam.send(new CreateRoleCommand({ RoleName: "other", AssumeRolePolicyDocument }));
  await by.s3.send(new CreateBucketCommand({ Bucket: "failed" }));
}

/** A tag that a cost tool would put on. */
export const costTag = { name: "cost", value: "42" } as const;

export async function tagAll(by: Somebody): Promise<void> {
  const { name: Key, value: Value } = costTag;
  const { arn } = await by.mapping();
  await by.iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key, Value }] }));
  await by.logs.send(new TagGroupCommand({ resourceArn: groupArn, tags: { [Key]: Value } }));
  await by.kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags: { [Key]: Value } }));
  for (const Resource of [functionArn, arn]) {
    await by.lambda.send(new TagResourceCommand({ Resource, Tags: { [Key]: Value } }));
  }
}

export async function untagAll(by: Somebody, TagKeys: string[]): Promise<void> {
  const { arn } = await by.mapping();
  await by.iam.send(new UntagRoleCommand({ RoleName, TagKeys }));
  await by.logs.send(new UntagGroupCommand({ resourceArn: groupArn, tagKeys: TagKeys }));
  await by.kinesis.send(new RemoveTagsFromStreamCommand({ StreamName, TagKeys }));
  for (const Resource of [functionArn, arn]) {
    await by.lambda.send(new UntagResourceCommand({ Resource, TagKeys }));
  }
}
