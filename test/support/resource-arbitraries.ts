import fc from "fast-check";
import type { PrimitiveKind, Resource } from "../../src/api/resource.ts";
import {
  lambdaTrust,
  makeFunction,
  makeLogGroup,
  makeRole,
  makeStream,
  makeSubscription,
  writeLogs,
} from "./made-resources.ts";

/** Keys that do not exist in the object are left out, as declarations do. */
function declared<Spec extends object>(spec: Spec): Spec {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined)) as Spec;
}

const tags = fc.dictionary(fc.constantFrom("team", "cost", "a.b"), fc.constantFrom("", "x", "y"));
const arn = fc.constantFrom("arn:aws:sqs:eu-west-1:1:q", "arn:aws:sqs:eu-west-1:1:r");
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const policyArns = fc
  .uniqueArray(fc.constantFrom("arn:p/a", "arn:p/b", "arn:p/c"))
  .map((arns) => arns.sort());
const documents = fc.constantFrom(writeLogs, lambdaTrust);

export const someRole = fc
  .record({
    managedPolicyArns: policyArns,
    inlinePolicies: fc.dictionary(fc.constantFrom("xflow", "more", "x.y"), documents),
    permissionsBoundary: maybe(fc.constantFrom("arn:b/1", "arn:b/2")),
    assumeRolePolicy: documents,
    tags,
  })
  .map((spec) => makeRole({ spec: declared(spec) as object }));

const destination = fc.record({ arn, filterPattern: fc.constantFrom("", "ERROR") });

export const someLogGroup = fc
  .record({
    retentionDays: maybe(fc.constantFrom(1, 7)),
    kmsKeyArn: maybe(arn),
    destination: maybe(destination),
    tags,
  })
  .map((spec) => makeLogGroup({ spec: declared(spec) as object }));

export const someStream = fc
  .record({
    capacity: fc.oneof(
      fc.constant({ mode: "onDemand" as const }),
      fc.integer({ min: 1, max: 70 }).map((shards) => ({ mode: "provisioned" as const, shards })),
    ),
    retentionHours: fc.constantFrom(24, 48, 8760),
    encryptionKeyId: maybe(fc.constantFrom("alias/aws/kinesis", "alias/mine")),
    tags,
  })
  .map((spec) => makeStream({ spec: declared(spec) as object }));

const vpc = fc.record({
  subnetIds: fc.uniqueArray(fc.constantFrom("s-1", "s-2"), { minLength: 1 }),
  securityGroupIds: fc.constant(["g-1"]),
});

export const someFunction = fc
  .record({
    handler: fc.constantFrom("a.b", "c.d"),
    runtime: fc.constantFrom("nodejs22.x", "python3.12"),
    description: fc.constantFrom("", "counts"),
    timeoutSeconds: fc.constantFrom(3, 900),
    memoryMb: fc.constantFrom(128, 1024),
    ephemeralStorageMb: fc.constantFrom(512, 1024),
    architecture: fc.constantFrom("x86_64" as const, "arm64" as const),
    environment: fc.dictionary(fc.constantFrom("LEVEL", "MODE"), fc.constantFrom("", "1")),
    layers: fc.uniqueArray(fc.constantFrom("arn:l/1", "arn:l/2")),
    vpc: maybe(vpc),
    reservedConcurrency: maybe(fc.constantFrom(0, 5)),
    tracing: fc.constantFrom("Active" as const, "PassThrough" as const),
    logFormat: fc.constantFrom("Text" as const, "JSON" as const),
    tags,
  })
  .map((spec) => makeFunction({ spec: declared(spec) as object }));

export const someSubscription = fc
  .record({
    batchSize: fc.constantFrom(1, 100),
    batchWindowSeconds: fc.constantFrom(0, 5),
    parallelizationFactor: fc.constantFrom(1, 10),
    maxRetryAttempts: fc.constantFrom(-1, 0),
    maxRecordAgeSeconds: fc.constantFrom(-1, 60),
    bisectOnError: fc.boolean(),
    reportBatchItemFailures: fc.boolean(),
    filter: fc.uniqueArray(fc.constantFrom({ data: { a: [1] } }, { data: { b: [{ exists: true }] } })),
    onFailureArn: maybe(arn),
    enabled: maybe(fc.boolean()),
    tags,
  })
  .map((spec) => makeSubscription({ spec: declared(spec) as object }));

export const someOfEach: Readonly<Record<PrimitiveKind, fc.Arbitrary<Resource>>> = {
  Role: someRole,
  LogGroup: someLogGroup,
  Stream: someStream,
  Function: someFunction,
  Subscription: someSubscription,
};

/** Two declarations of one resource: what was there, and what is wanted. */
export const beforeAndAfter: fc.Arbitrary<readonly [Resource, Resource]> = fc.oneof(
  ...Object.values(someOfEach).map((some) => fc.tuple(some, some)),
);
