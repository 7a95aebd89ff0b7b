import { boundaryArn } from "../../src/core/right-conditions.ts";
import { manifest } from "./desired-set.ts";
import { forwarding, type StoredCode, storyPlace } from "./granted-world.ts";

/** What an emulator cannot do: encrypt a log group. */
export interface StoryLimits {
  readonly groupKeys: boolean;
}

type Files = Readonly<Record<string, string>>;

const policy = { drift: "correct", deletion: "delete", adopt: "if-unowned" } as const;
const code = (text: string) => `exports.handler = async () => "${text}";\n`;
const own = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "xray:PutTraceSegments", Resource: "*" }],
};
const managed = (name: string) => `arn:aws:iam::aws:policy/service-role/${name}`;
const trust = (...services: readonly string[]) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" }],
});
const key = `arn:aws:kms:${storyPlace.region}:${storyPlace.accountId}:key/11111111-2222-3333-4444-555555555555`;

/** With the prefix and the boundary that the policies ask for. */
export function environment(): string {
  const { accountId, region, namePrefix } = storyPlace;
  const permissionsBoundary = boundaryArn(storyPlace);
  return manifest("Environment", "default", {
    ...{ accountId, region, namePrefix, permissionsBoundary },
    defaults: { policy },
  });
}

function always(stored: StoredCode): readonly string[] {
  const base = { handler: "index.handler", runtime: "nodejs22.x" };
  return [
    environment(),
    manifest("Stream", "Words"),
    manifest("Function", "stored", { ...base, source: stored.packed, role: "runner" }),
    manifest("Function", "plain", { ...base, source: stored.plain, publishes: ["Words"] }),
    manifest("Workflow", "flow", { flow: ["Events", "Words"] }),
  ];
}

const counter = { handler: "index.handler", runtime: "nodejs22.x", role: "runner" };

/** Everything that can be declared. */
export function fullFiles(stored: StoredCode, { groupKeys }: StoryLimits): Files {
  const documents = [
    ...always(stored),
    manifest("Role", "runner", {
      managedPolicyArns: [managed("AWSLambdaKinesisExecutionRole")],
      inlinePolicies: { own },
      assumeRolePolicy: trust("lambda.amazonaws.com"),
      tags: { team: "x" },
    }),
    manifest("Stream", "Events", {
      shards: 2,
      retentionHours: 48,
      encryption: { keyId: "alias/aws/kinesis" },
      tags: { team: "x" },
    }),
    manifest("Stream", "Modes", { shards: 4 }),
    manifest("Function", "counter", {
      ...counter,
      source: "one",
      reservedConcurrency: 2,
      logging: { retentionDays: 7, ...forwarding, filterPattern: "ERROR" },
      tags: { team: "x" },
    }),
    manifest("LogGroup", "more", {
      retentionDays: 3,
      tags: { team: "x" },
      ...(groupKeys && { kmsKeyArn: key }),
    }),
    manifest("Subscription", "Events:counter", { event: "Events", function: "counter", tags: { team: "x" } }),
  ];
  return { "flow.yaml": documents.join(""), "one/index.js": code("one"), "two/index.js": code("two") };
}

/** All of it otherwise, and without what can be left out. */
export function changedFiles(stored: StoredCode): Files {
  const documents = [
    ...always(stored),
    manifest("Role", "runner", {
      managedPolicyArns: [managed("AWSLambdaKinesisExecutionRole"), managed("AWSLambdaBasicExecutionRole")],
      assumeRolePolicy: trust("lambda.amazonaws.com", "logs.amazonaws.com"),
      tags: { owner: "y" },
    }),
    manifest("Stream", "Events", { shards: 4, tags: { owner: "y" } }),
    manifest("Stream", "Modes", { mode: "onDemand" }),
    manifest("Function", "counter", { ...counter, source: "two", memoryMb: 256, tags: { owner: "y" } }),
    manifest("LogGroup", "more", { tags: { owner: "y" } }),
    manifest("Subscription", "Events:counter", {
      ...{ event: "Events", function: "counter", batchSize: 7 },
      tags: { owner: "y" },
    }),
    // Somebody else made it.
    manifest("Stream", "Found"),
  ];
  return { "flow.yaml": documents.join("") };
}

/** What an operator looks into: everything, and what was made by hand. */
export function looseFiles(stored: StoredCode): Files {
  const base = { handler: "index.handler", runtime: "nodejs22.x", role: "runner" };
  const documents = [
    manifest("Stream", "loose"),
    manifest("LogGroup", "loose", { ...forwarding }),
    manifest("Function", "loose", { ...base, source: stored.packed }),
    manifest("Function", "looser", { ...base, source: stored.plain }),
  ];
  const { "flow.yaml": flow = "" } = changedFiles(stored);
  return { "flow.yaml": flow + documents.join(""), "two/index.js": code("two") };
}
