import {
  DescribeSubscriptionFiltersCommand,
  ListTagsForResourceCommand,
  type LogGroup,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogGroupResource, Tags } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { functionArn, logGroupArn } from "../../aws/arn.ts";
import type { DeepReads } from "../../aws/deep-reads.ts";
import { readFunctionTags } from "../../aws/one-function.ts";
import type { Freshness } from "../../core/kind.ts";
import { type Observation, type Unseen, unseen } from "../../core/observation.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { awsNameOf, type KindPorts } from "../ports.ts";
import type { Destination, LogGroupFields } from "./desired.ts";
import { filterName } from "./filter-name.ts";
import type { LogGroupFound } from "./plan.ts";

/** What no list tells; null: the group forwards nothing. */
export type Forwarding = { readonly destination: Destination | null };

export interface LogGroupReading {
  readonly access: AwsAccess;
  readonly ports: Pick<KindPorts, "resources">;
  readonly forwarding: DeepReads<Forwarding>;
}

export async function observeLogGroup(
  reading: LogGroupReading,
  resource: LogGroupResource,
  { newerThan, deep, fields = [] }: Freshness,
): Promise<Observation<LogGroupFound>> {
  const { access, forwarding } = reading;
  const { fleet, target } = access;
  const arn = logGroupArn(target, resource.awsName);
  if (deep) forwarding.forget(arn);
  const groups = await fleet.logGroups(resource.awsName).get(newerThan);
  if (groups.kind === "unknown") return unseen(groups);
  const row = groups.rows.get(resource.awsName);
  if (row === undefined) {
    access.ownerTags.forget(arn);
    forwarding.forget(arn);
    return { kind: "absent" };
  }
  const incarnation = String(row.creationTime ?? "");
  const read = () => readGroupTags(access, arn);
  const anew = deep && ({ anew: "index" } as const);
  const found = await access.ownerTags.find({ arn, incarnation, newerThan, index: "main", ...anew, read });
  if (found.kind === "unknown") return unseen(found);

  const ownership = ownershipOf(found.tags, target.instance);
  const isOfOurFunction =
    ownership.kind === "unowned" && (await isOurFunctions(reading, resource, newerThan));
  if (typeof isOfOurFunction === "object") return isOfOurFunction;
  const isForwarding = resource.spec.destination !== undefined || fields.includes("destination");
  const destination = isForwarding
    ? await destinationOf(reading, resource.awsName, arn, incarnation)
    : undefined;
  const state = { fields: toFields(row, found.tags, destination), isOfOurFunction };
  return { kind: "present", arn, ownership, state, health: { kind: "ready" } };
}

function toFields(row: LogGroup, tags: Tags, destination: Destination | undefined): LogGroupFields {
  return {
    ...(row.retentionInDays !== undefined && { retentionDays: row.retentionInDays }),
    ...(row.kmsKeyId !== undefined && { kmsKeyArn: row.kmsKeyId }),
    ...(destination !== undefined && { destination }),
    tags,
  };
}

/** @throws CallError */
export async function readGroupTags(
  { clients, call }: AwsAccess,
  resourceArn: string,
  signal?: AbortSignal,
): Promise<Tags> {
  const logs = await clients.logs();
  const command = new ListTagsForResourceCommand({ resourceArn });
  const answer = await call("logs:ListTagsForResource", (options) => logs.send(command, options), signal);
  return answer.tags ?? {};
}

/** Whether the function that the group belongs to is ours or does not exist, so that it can only become ours. */
async function isOurFunctions(
  { access, ports }: LogGroupReading,
  { spec }: LogGroupResource,
  newerThan: number,
): Promise<boolean | Unseen> {
  if (spec.ofFunction === undefined) return false;
  const name = awsNameOf(ports, spec.ofFunction);
  const functions = await access.fleet.functions.get(newerThan);
  if (functions.kind === "unknown") return unseen(functions);
  if (!functions.rows.has(name)) return true;
  const found = await access.ownerTags.find({
    arn: functionArn(access.target, name),
    incarnation: undefined,
    newerThan,
    index: "main",
    read: () => readFunctionTags(access, name),
  });
  if (found.kind === "unknown") return unseen(found);
  return ownershipOf(found.tags, access.target.instance).kind === "ours";
}

async function destinationOf(
  { access, forwarding }: LogGroupReading,
  awsName: string,
  arn: string,
  incarnation: string,
): Promise<Destination | undefined> {
  const known = forwarding.recall(arn, incarnation) ?? (await readForwarding(access, awsName));
  forwarding.keep(arn, known, incarnation);
  return known.destination ?? undefined;
}

async function readForwarding({ clients, call }: AwsAccess, logGroupName: string): Promise<Forwarding> {
  const logs = await clients.logs();
  const command = new DescribeSubscriptionFiltersCommand({ logGroupName, filterNamePrefix: filterName });
  const name = "logs:DescribeSubscriptionFilters";
  const answer = await call(name, (options) => logs.send(command, options));
  const filter = answer.subscriptionFilters?.find((candidate) => candidate.filterName === filterName);
  if (filter?.destinationArn === undefined) return { destination: null };
  const { destinationArn, roleArn, filterPattern = "" } = filter;
  return { destination: { arn: destinationArn, ...(roleArn && { roleArn }), filterPattern } };
}
