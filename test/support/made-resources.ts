import type { Policy } from "../../src/api/policy.ts";
import {
  type FunctionResource,
  type LogGroupResource,
  type PrimitiveKind,
  type Resource,
  type ResourceKey,
  type RoleResource,
  resourceKey,
  type StreamResource,
  type SubscriptionResource,
} from "../../src/api/resource.ts";
import type { PlanContext, Target } from "../../src/core/kind.ts";

export const testTarget: Target = {
  instance: "test",
  accountId: "123456789012",
  region: "eu-west-1",
  partition: "aws",
};

const defaultPolicy: Policy = {
  drift: "correct",
  deletion: "delete",
  adopt: "never",
  suspend: false,
  ignore: [],
};

interface Made<Spec> {
  readonly name?: string;
  readonly spec?: Partial<Spec>;
  readonly policy?: Partial<Policy>;
}

function base<Kind extends PrimitiveKind>(kind: Kind, name: string, policy: Partial<Policy> = {}) {
  return {
    key: resourceKey("default", kind, name),
    environment: "default",
    kind,
    name,
    awsName: name,
    labels: {},
    policy: { ...defaultPolicy, ...policy },
    owners: ["flow.yaml"],
    source: { file: "flow.yaml", line: 1, column: 1 },
  } as const;
}

export const lambdaTrust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

export const writeLogs = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: ["logs:PutLogEvents"],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of declared documents
      Resource: ["arn:${xflow:partition}:logs:${xflow:region}:${xflow:accountId}:log-group:*"],
    },
  ],
};

/** What a function needs that reads streams: Lambda tries it before it makes a mapping. */
export const readStreams = {
  Version: "2012-10-17",
  Statement: [
    ...writeLogs.Statement,
    {
      Effect: "Allow",
      Action: ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator"],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of declared documents
      Resource: ["arn:${xflow:partition}:kinesis:${xflow:region}:${xflow:accountId}:stream/*"],
    },
  ],
};

export function makeRole({ name = "runner", spec, policy }: Made<RoleResource["spec"]> = {}): RoleResource {
  return {
    ...base("Role", name, policy),
    spec: {
      assumeRolePolicy: lambdaTrust,
      managedPolicyArns: [],
      inlinePolicies: { xflow: readStreams },
      tags: {},
      ...spec,
    },
  };
}

export function makeLogGroup({
  name = "/aws/lambda/counter",
  spec,
  policy,
}: Made<LogGroupResource["spec"]> = {}): LogGroupResource {
  return { ...base("LogGroup", name, policy), spec: { tags: {}, ...spec } };
}

export function makeStream({
  name = "Words",
  spec,
  policy,
}: Made<StreamResource["spec"]> = {}): StreamResource {
  return {
    ...base("Stream", name, policy),
    spec: { capacity: { mode: "provisioned", shards: 1 }, retentionHours: 24, tags: {}, ...spec },
  };
}

export function makeFunction({
  name = "counter",
  spec,
  policy,
}: Made<FunctionResource["spec"]> = {}): FunctionResource {
  return {
    ...base("Function", name, policy),
    spec: {
      code: { kind: "path", path: "/src/counter", form: "directory", digest: "d1" },
      handler: "index.handler",
      runtime: "nodejs22.x",
      description: "",
      timeoutSeconds: 3,
      memoryMb: 128,
      ephemeralStorageMb: 512,
      architecture: "x86_64",
      environment: {},
      layers: [],
      role: { kind: "resource", key: resourceKey("default", "Role", "runner") },
      tracing: "PassThrough",
      logFormat: "Text",
      logGroup: resourceKey("default", "LogGroup", `/aws/lambda/${name}`),
      tags: {},
      ...spec,
    },
  };
}

export function makeSubscription({
  name = "Words:counter",
  spec,
  policy,
}: Made<SubscriptionResource["spec"]> = {}): SubscriptionResource {
  return {
    ...base("Subscription", name, policy),
    spec: {
      stream: resourceKey("default", "Stream", "Words"),
      function: resourceKey("default", "Function", "counter"),
      batchSize: 100,
      batchWindowSeconds: 0,
      startingPosition: "TRIM_HORIZON",
      parallelizationFactor: 1,
      maxRetryAttempts: -1,
      maxRecordAgeSeconds: -1,
      bisectOnError: false,
      reportBatchItemFailures: false,
      filter: [],
      tags: {},
      ...spec,
    },
  };
}

/** One of each, referring to one another. */
export function makeOfEach(): readonly Resource[] {
  return [makeRole(), makeLogGroup(), makeStream(), makeFunction(), makeSubscription()];
}

export function byKey(resources: readonly Resource[]): ReadonlyMap<ResourceKey, Resource> {
  return new Map(resources.map((resource) => [resource.key, resource]));
}

/** A context in which every reference has the ARN its name leads to. */
export function planContext(checksum: string | undefined = "sha-1"): PlanContext {
  const { accountId, region } = testTarget;
  const arnOf = (key: ResourceKey) => {
    const [, kind, ...name] = key.split("/");
    const arns: Partial<Record<string, string>> = {
      Role: `arn:aws:iam::${accountId}:role/xflow/test/${name.join("/")}`,
      LogGroup: `arn:aws:logs:${region}:${accountId}:log-group:${name.join("/")}`,
      Stream: `arn:aws:kinesis:${region}:${accountId}:stream/${name.join("/")}`,
      Function: `arn:aws:lambda:${region}:${accountId}:function:${name.join("/")}`,
    };
    return arns[kind ?? ""] ?? key;
  };
  return { target: testTarget, arnOf, codeSha256Of: () => checksum };
}
