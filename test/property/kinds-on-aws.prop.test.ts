import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Resource } from "../../src/api/resource.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { convergeAll, type DrivenKinds, driveKinds } from "../support/driven-kinds.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { somebody } from "../support/foreign-changes.ts";
import {
  lambdaTrust,
  makeFunction,
  makeLogGroup,
  makeRole,
  makeStream,
  makeSubscription,
  readStreams,
} from "../support/made-resources.ts";
import { clockOf } from "../support/reached-kinds.ts";
import {
  someFunction,
  someLogGroup,
  someRole,
  someStream,
  someSubscription,
} from "../support/resource-arbitraries.ts";
import { LOGS_TRUST } from "../support/trust-policy.ts";

const base: readonly Resource[] = [
  makeRole(),
  makeLogGroup(),
  makeStream(),
  makeFunction(),
  makeSubscription(),
];
const named = { awsName: "generated" };
const bucket = "arn:aws:s3:::failed";
const wordsArn = "arn:aws:kinesis:eu-west-1:000000000000:stream/Words";
const logsRoleArn = "arn:aws:iam::000000000000:role/logs";

/** Generated specifications with values that the embedded AWS takes; beside those that others refer to. */
const takenOfEach: Readonly<Record<Resource["kind"], fc.Arbitrary<Resource>>> = {
  Role: someRole.map(({ spec, ...role }) => ({
    ...role,
    ...named,
    spec: {
      ...spec,
      assumeRolePolicy: lambdaTrust,
      inlinePolicies: Object.fromEntries(Object.keys(spec.inlinePolicies).map((name) => [name, readStreams])),
      managedPolicyArns: spec.managedPolicyArns.map((arn) => `arn:aws:iam::aws:policy/${arn.at(-1)}`),
      ...(spec.permissionsBoundary && { permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" }),
    },
  })),
  LogGroup: someLogGroup.map(({ spec, ...group }) => ({
    ...group,
    ...named,
    spec: {
      ...spec,
      ...(spec.kmsKeyArn && { kmsKeyArn: "arn:aws:kms:eu-west-1:000000000000:key/k-1" }),
      ...(spec.destination && { destination: { ...spec.destination, arn: wordsArn, roleArn: logsRoleArn } }),
    },
  })),
  Stream: someStream.map(({ spec, ...stream }) => {
    const { capacity } = spec;
    const shards = capacity.mode === "provisioned" ? { shards: 1 + (capacity.shards % 4) } : {};
    return {
      ...stream,
      ...named,
      spec: { ...spec, capacity: { ...capacity, ...shards } as typeof capacity },
    };
  }),
  Function: someFunction.map(({ spec, ...lambda }) => ({
    ...lambda,
    ...named,
    spec: { ...spec, layers: [] },
  })),
  Subscription: someSubscription.map(({ spec, ...subscription }) => ({
    ...subscription,
    spec: { ...spec, ...(spec.onFailureArn && { onFailureArn: bucket }) },
  })),
};

describe("generated resources on the embedded AWS", () => {
  let local: LocalAws;
  let aws: DrivenKinds;

  beforeAll(async () => {
    local = await startEmbeddedAws({ timeScale: 20 });
    aws = await driveKinds(local.endpoint, base, { clock: clockOf(local.clock) });
    using other = somebody(local.endpoint);
    await other.s3.send(new CreateBucketCommand({ Bucket: "failed" }));
    const role = { RoleName: "logs", AssumeRolePolicyDocument: LOGS_TRUST };
    await other.iam.send(new CreateRoleCommand(role));
    await convergeAll(aws, base.slice(0, -1));
  });
  afterAll(async () => {
    aws[Symbol.dispose]();
    await local.stop();
  });

  it.each(Object.entries(takenOfEach))(
    "once applied differ in nothing, and leave nothing when removed: %s",
    async (_, some) => {
      await fc.assert(
        fc.asyncProperty(some, async (resource) => {
          await aws.converge(resource);
          const { verdict, differences, warnings } = await aws.plan(resource, { deep: true });
          await aws.remove(resource);

          expect([verdict.kind, differences, warnings]).toEqual(["in-sync", [], []]);
          expect(await aws.remains(resource)).toEqual({ kind: "absent" });
        }),
        { numRuns: 20 },
      );
    },
  );
});
