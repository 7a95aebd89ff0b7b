import {
  DeleteLogGroupCommand,
  PutRetentionPolicyCommand,
  UntagResourceCommand as UntagLogsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  UntagRoleCommand,
} from "@aws-sdk/client-iam";
import { IncreaseStreamRetentionPeriodCommand, RemoveTagsFromStreamCommand } from "@aws-sdk/client-kinesis";
import {
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  ListEventSourceMappingsCommand,
  UntagResourceCommand as UntagLambdaCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { GetResourcesCommand } from "@aws-sdk/client-resource-groups-tagging-api";
import type { DesiredSet } from "../../src/api/desired-set.ts";
import type { Resource } from "../../src/api/resource.ts";
import { instanceTag, resourceTag } from "../../src/core/ownership.ts";
import { runController } from "./crash-process.ts";
import type { Beginning, CrashWorld, CrashWorlds } from "./crash-world.ts";
import { createMemoryItems } from "./memory-items.ts";
import { Mortal } from "./mortal.ts";
import type { VirtualClients } from "./virtual-aws.ts";

/** Another revision of the set, with every resource changed so. */
export function revised(set: DesiredSet, change: (each: Resource) => Resource): DesiredSet {
  const resources = new Map([...set.resources].map(([key, each]) => [key, change(each)]));
  return { ...set, revision: `${set.revision}-revised`, resources };
}

/** Another revision, that declares nothing any more. */
export function emptied(set: DesiredSet): DesiredSet {
  return { ...set, revision: `${set.revision}-emptied`, resources: new Map(), workflows: [] };
}

/** Data included. */
export function deletedWithItsDeclaration(each: Resource): Resource {
  const { deletionIfAdopted: _adopted, ...policy } = each.policy;
  return { ...each, policy: { ...policy, deletion: "delete" } };
}

const tags = { team: "words" };
const oneMore = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
};

/** Something different of each kind: code, settings, environment, retention, batch size, policies, tags. */
export function changed(each: Resource): Resource {
  switch (each.kind) {
    case "Role": {
      const inlinePolicies = { ...each.spec.inlinePolicies, oneMore };
      return { ...each, spec: { ...each.spec, inlinePolicies, tags } };
    }
    case "LogGroup":
      return { ...each, spec: { ...each.spec, retentionDays: 30 } };
    case "Stream":
      return { ...each, spec: { ...each.spec, retentionHours: 48, tags } };
    case "Function": {
      const code = { ...each.spec.code, digest: "0123456789abcdef".repeat(4) };
      return { ...each, spec: { ...each.spec, code, memoryMb: 512, environment: { LEVEL: "debug" } } };
    }
    case "Subscription":
      return { ...each, spec: { ...each.spec, batchSize: 7 } };
  }
}

/** Log groups keep what they hold for another time; everything else is as it was. */
export function changedGroup(each: Resource): Resource {
  return each.kind === "LogGroup" ? changed(each) : each;
}

/** Where a controller has made the set, and nothing happened since. */
export async function made(worlds: CrashWorlds, set: DesiredSet): Promise<Beginning> {
  const world = await worlds.begin();
  await world.drive(runController(world, new Mortal(), set));
  return world.beginning();
}

/** As if somebody else had made it all by hand. */
export async function madeByOthers(worlds: CrashWorlds, from: Beginning): Promise<Beginning> {
  const world = await worlds.begin(from);
  await world.drive(untagAll(world));
  return { ...world.beginning(), items: createMemoryItems() };
}

async function untagAll({ clients }: CrashWorld): Promise<void> {
  const TagKeys = [instanceTag, resourceTag];
  const { ResourceTagMappingList = [] } = await clients.tagging.send(new GetResourcesCommand({}));
  for (const { ResourceARN = "" } of ResourceTagMappingList) await untag(clients, ResourceARN, TagKeys);
  const { Roles = [] } = await clients.iam.send(new ListRolesCommand({}));
  for (const { RoleName } of Roles) await clients.iam.send(new UntagRoleCommand({ RoleName, TagKeys }));
}

function untag({ lambda, kinesis, logs }: VirtualClients, arn: string, names: string[]): Promise<unknown> {
  switch (arn.split(":")[2]) {
    case "lambda":
      return lambda.send(new UntagLambdaCommand({ Resource: arn, TagKeys: names }));
    case "kinesis":
      return kinesis.send(new RemoveTagsFromStreamCommand({ StreamARN: arn, TagKeys: names }));
    default:
      return logs.send(new UntagLogsCommand({ resourceArn: arn, tagKeys: names }));
  }
}

/** Something of each kind changed or deleted by hand, of the word count. */
export async function tamperedWith(worlds: CrashWorlds, from: Beginning): Promise<Beginning> {
  const world = await worlds.begin(from);
  await world.drive(tamper(world));
  return world.beginning();
}

async function tamper({ clients, clock }: CrashWorld): Promise<void> {
  const { lambda, kinesis, logs, iam } = clients;
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "lambda_reader", MemorySize: 1024 }),
  );
  await lambda.send(new DeleteFunctionCommand({ FunctionName: "lambda_parser" }));
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const ofFilter = EventSourceMappings.find(({ FunctionArn }) => FunctionArn?.endsWith("lambda_filter"));
  await lambda.send(new DeleteEventSourceMappingCommand({ UUID: ofFilter?.UUID }));
  const longer = { StreamName: "FileParsed", RetentionPeriodHours: 72 };
  await kinesis.send(new IncreaseStreamRetentionPeriodCommand(longer));
  const tracked = { logGroupName: "/xFlow/track/compute_word_count", retentionInDays: 3 };
  await logs.send(new PutRetentionPolicyCommand(tracked));
  await logs.send(new DeleteLogGroupCommand({ logGroupName: "/aws/lambda/lambda_filter" }));
  const RoleName = "lambda-execute";
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: AttachedPolicies[0]?.PolicyArn }));
  await clock.sleep(60_000);
}
