import {
  DescribeLogGroupsCommand,
  DescribeSubscriptionFiltersCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
} from "@aws-sdk/client-iam";
import { DescribeStreamSummaryCommand, ListTagsForStreamCommand } from "@aws-sdk/client-kinesis";
import { GetFunctionCommand, ListEventSourceMappingsCommand, ListTagsCommand } from "@aws-sdk/client-lambda";
import type { Resource } from "../../src/api/resource.ts";
import type { Somebody } from "./foreign-changes.ts";

/** What AWS shows of one resource, as the SDK reads it, without what is another each time. */
export type AwsShape = Readonly<Record<string, unknown>>;

/** Times, ids, and how far AWS is with it. */
const passing = new Set([
  "$metadata",
  "CodeSize",
  "CreateDate",
  "EventSourceMappingArn",
  "LastModified",
  "LastProcessingResult",
  "LastUpdateStatus",
  "RevisionId",
  "RoleId",
  "RoleLastUsed",
  "State",
  "StateReason",
  "StateReasonCode",
  "StateTransitionReason",
  "StreamCreationTimestamp",
  "StreamId",
  "UUID",
  "creationTime",
  "storedBytes",
]);

/** Reads of the one resource, by somebody who knows nothing of xflow. */
export async function shapeOf(
  by: Somebody,
  { kind, awsName }: Pick<Resource, "kind" | "awsName">,
): Promise<AwsShape> {
  const shape = await reads[kind](by, awsName);
  return (plain(shape) ?? {}) as AwsShape;
}

const reads: Readonly<Record<Resource["kind"], (by: Somebody, name: string) => Promise<unknown>>> = {
  Role: async ({ iam }, RoleName) => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const inline: Record<string, unknown> = {};
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      inline[PolicyName] = toDocument(PolicyDocument);
    }
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName }));
    const trust = toDocument(Role?.AssumeRolePolicyDocument);
    const attached = AttachedPolicies.map(({ PolicyArn = "" }) => PolicyArn).sort();
    return {
      ...Role,
      AssumeRolePolicyDocument: trust,
      attached,
      inline,
      Tags: Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    };
  },
  LogGroup: async (by, logGroupName) => {
    const { logGroups = [] } = await by.logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
    );
    const group = logGroups.find((one) => one.logGroupName === logGroupName);
    const { subscriptionFilters } = await by.logs.send(
      new DescribeSubscriptionFiltersCommand({ logGroupName }),
    );
    const resourceArn = group?.arn?.replace(/:\*$/, "");
    const { tags } = await by.logs.send(new ListTagsForResourceCommand({ resourceArn }));
    return { ...group, filters: subscriptionFilters, tags };
  },
  Stream: async ({ kinesis }, StreamName) => {
    const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    const { Tags } = await kinesis.send(new ListTagsForStreamCommand({ StreamName }));
    const tags = Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    return { ...StreamDescriptionSummary, Tags: tags };
  },
  Function: async ({ lambda }, FunctionName) => {
    const { Configuration, Concurrency, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    return { ...Configuration, Concurrency, Tags };
  },
  Subscription: async ({ lambda }) => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const [mapping] = EventSourceMappings;
    const { Tags } = await lambda.send(new ListTagsCommand({ Resource: mapping?.EventSourceMappingArn }));
    return { ...mapping, Enabled: mapping?.State === "Disabled" ? "no" : "yes", Tags };
  },
};

function toDocument(text = "null"): unknown {
  return JSON.parse(decodeURIComponent(text));
}

/**
 * Without passing members and without what is empty: to AWS a list, map or text without content is as good as
 * none, and it is shown in one way before a field was ever set and in the other after it was unset.
 */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((each) => plain(each) ?? each);
  if (value instanceof Date || typeof value !== "object" || value === null) {
    return value === "" || value === null || value === false ? undefined : value;
  }
  const members = Object.entries(value)
    .filter(([name]) => !passing.has(name))
    .map(([name, member]) => [name, plain(member)] as const)
    .filter(([, member]) => member !== undefined);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
