import { AwsError } from "../aws-error.ts";
import { type Members, readMembers } from "../members.ts";
import { fromPageToken, pageFrom, toPageToken } from "../page-token.ts";
import type { Call, Operation } from "../service.ts";
import { badToken, invalidParameter, logsDialect } from "./errors.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import type { LogGroup } from "./log-model.ts";
import { streamNameRule } from "./log-names.ts";
import { groupOf, type LogsContext } from "./logs-context.ts";
import type { Destinations } from "./ports.ts";
import { tryDestination } from "./subscription-destination.ts";
import { describedFilter, maxFilters, type SubscriptionFilter } from "./subscription-filter.ts";

const maxPageSize = 50;

export interface SubscriptionContext extends LogsContext {
  readonly destinations: () => Destinations;
}

export function subscriptionOperations(context: SubscriptionContext): Record<string, Operation> {
  return {
    PutSubscriptionFilter: putSubscriptionFilter(context),
    DescribeSubscriptionFilters: describeSubscriptionFilters(context),
    DeleteSubscriptionFilter: deleteSubscriptionFilter(context),
  };
}

/**
 * PutSubscriptionFilter: creates the filter of that name or replaces all of it but the time it was made.
 * Rule: CloudWatch Logs API, PutSubscriptionFilter; its test message must reach the destination first.
 */
function putSubscriptionFilter(context: SubscriptionContext): Operation {
  const known = [
    ...["logGroupName", "filterName", "filterPattern", "destinationArn", "roleArn"],
    ...["distribution", "applyOnTransformedLogs"],
  ];
  return async (call) => {
    const members = readMembers(call.input, known, logsDialect);
    const filter = readFilter(members, context.clock.now());
    checkRoom(groupOf(context, call, members), filter);
    const owner = {
      region: call.region,
      accountId: call.accountId,
      group: members.requiredText("logGroupName"),
    };
    await tryDestination(context.destinations(), owner, filter, filter.createdAt);
    // Another call may have come meanwhile.
    const group = groupOf(context, call, members);
    checkRoom(group, filter);
    await keepFilter(context, group, filter);
    return undefined;
  };
}

function readFilter(members: Members, createdAt: number): SubscriptionFilter {
  const pattern = members.text("filterPattern");
  if (pattern === undefined) members.requiredText("filterPattern");
  compileFilterPattern(pattern ?? "");
  if (members.flag("applyOnTransformedLogs") === true) {
    throw invalidParameter("applyOnTransformedLogs is not supported by the embedded AWS");
  }
  const roleArn = members.text("roleArn", { min: 1 });
  return {
    name: members.requiredText("filterName", streamNameRule),
    pattern: pattern ?? "",
    destinationArn: members.requiredText("destinationArn", { min: 1 }),
    ...(roleArn === undefined ? {} : { roleArn }),
    distribution: members.text("distribution", { oneOf: ["Random", "ByLogStream"] }) ?? "ByLogStream",
    createdAt,
  };
}

/** @throws AwsError `InvalidOperationException`, `LimitExceededException` */
function checkRoom({ row }: LogGroup, { name }: SubscriptionFilter): void {
  if (row.logGroupClass !== "STANDARD") {
    throw new AwsError(
      "InvalidOperationException",
      `Subscription filters are not supported for log groups of class ${row.logGroupClass}.`,
    );
  }
  const others = (row.filters ?? []).filter((filter) => filter.name !== name);
  if (others.length >= maxFilters) throw new AwsError("LimitExceededException", "Resource limit exceeded.");
}

function keepFilter({ store }: LogsContext, { row }: LogGroup, filter: SubscriptionFilter): Promise<void> {
  const earlier = row.filters?.find(({ name }) => name === filter.name);
  const kept = { ...filter, createdAt: earlier?.createdAt ?? filter.createdAt };
  const others = (row.filters ?? []).filter((other) => other !== earlier);
  return store.putGroup({ ...row, filters: [...others, kept].sort(byName) });
}

const byName = (left: SubscriptionFilter, right: SubscriptionFilter) => (left.name < right.name ? -1 : 1);

function describeSubscriptionFilters(context: LogsContext): Operation {
  const known = ["logGroupName", "filterNamePrefix", "nextToken", "limit"];
  return (call: Call) => {
    const members = readMembers(call.input, known, logsDialect);
    const { row } = groupOf(context, call, members);
    const prefix = members.text("filterNamePrefix", streamNameRule) ?? "";
    const token = members.text("nextToken");
    const from = token === undefined ? undefined : fromPageToken(token);
    if (token !== undefined && from === undefined) throw badToken();
    const size = members.integer("limit", { min: 1, max: maxPageSize }) ?? maxPageSize;
    const matching = (row.filters ?? []).filter(({ name }) => name.startsWith(prefix));
    const page = pageFrom(matching, ({ name }) => name, from, size);
    return {
      subscriptionFilters: page.items.map((filter) => describedFilter(row.name, filter)),
      ...(page.next === undefined ? {} : { nextToken: toPageToken(page.next) }),
    };
  };
}

function deleteSubscriptionFilter(context: LogsContext): Operation {
  return async (call) => {
    const members = readMembers(call.input, ["logGroupName", "filterName"], logsDialect);
    const filterName = members.requiredText("filterName", streamNameRule);
    const { row } = groupOf(context, call, members);
    const filters = (row.filters ?? []).filter(({ name }) => name !== filterName);
    if (filters.length === (row.filters ?? []).length) {
      throw new AwsError("ResourceNotFoundException", "The specified subscription filter does not exist.");
    }
    await context.store.putGroup({ ...row, filters });
    return undefined;
  };
}
