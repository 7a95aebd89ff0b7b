import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient, ListRolesCommand, ListRoleTagsCommand } from "@aws-sdk/client-iam";
import { KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  GetResourcesCommand,
  type ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { instanceTag, resourceTag } from "../../src/core/ownership.ts";

/** What an account holds of the kinds xflow makes. */
export interface Census {
  readonly roles: readonly string[];
  readonly functions: readonly string[];
  readonly streams: readonly string[];
  /** `<stream> -> <function>`, one for each mapping. */
  readonly mappings: readonly string[];
  readonly logGroups: readonly string[];
}

export interface CensusClients {
  readonly lambda: LambdaClient;
  readonly kinesis: KinesisClient;
  readonly logs: CloudWatchLogsClient;
  readonly iam: IAMClient;
}

/** Counts with clients of its own, as another user of the account would. For accounts of less than a page. */
export async function census(endpoint: string, region = "us-east-1"): Promise<Census> {
  const options = {
    endpoint,
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: new NodeHttpHandler(),
  };
  const clients = {
    lambda: new LambdaClient(options),
    kinesis: new KinesisClient(options),
    logs: new CloudWatchLogsClient(options),
    iam: new IAMClient(options),
  };
  try {
    return await censusWith(clients);
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

export async function censusWith({ lambda, kinesis, logs, iam }: CensusClients): Promise<Census> {
  const functions = await lambda.send(new ListFunctionsCommand({}));
  const mappings = await lambda.send(new ListEventSourceMappingsCommand({}));
  const streams = await kinesis.send(new ListStreamsCommand({}));
  const groups = await logs.send(new DescribeLogGroupsCommand({}));
  const roles = await iam.send(new ListRolesCommand({}));
  return {
    roles: sorted(roles.Roles, (role) => role.RoleName),
    functions: sorted(functions.Functions, (fn) => fn.FunctionName),
    streams: sorted(streams.StreamNames, (name) => name),
    mappings: sorted(
      mappings.EventSourceMappings,
      (mapping) => `${lastPart(mapping.EventSourceArn)} -> ${lastPart(mapping.FunctionArn)}`,
    ),
    logGroups: sorted(groups.logGroups, (group) => group.logGroupName),
  };
}

/** What the instance's tag is on, roles included, by the key beside it; in no order. */
export async function ownedKeys(
  { tagging, iam }: Pick<CensusClients, "iam"> & { readonly tagging: ResourceGroupsTaggingAPIClient },
  instance: string,
): Promise<readonly string[]> {
  const { ResourceTagMappingList = [] } = await tagging.send(new GetResourcesCommand({}));
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const tags = ResourceTagMappingList.map(({ Tags = [] }) => Tags);
  for (const { RoleName } of Roles) {
    const { Tags = [] } = await iam.send(new ListRoleTagsCommand({ RoleName }));
    tags.push(Tags);
  }
  const maps = tags.map((each) => new Map(each.map(({ Key, Value }) => [Key, Value])));
  return maps.filter((map) => map.get(instanceTag) === instance).map((map) => map.get(resourceTag) ?? "");
}

function sorted<Row>(rows: readonly Row[] | undefined, name: (row: Row) => string | undefined): string[] {
  return (rows ?? []).map((row) => name(row) ?? "").sort();
}

function lastPart(arn: string | undefined): string {
  return arn?.split(/[:/]/).at(-1) ?? "";
}
