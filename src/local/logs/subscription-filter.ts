import type { JsonObject } from "../service.ts";

/** A subscription filter as it is kept, with its group. */
export interface SubscriptionFilter {
  readonly name: string;
  /** Empty: every event. */
  readonly pattern: string;
  readonly destinationArn: string;
  /** Of Kinesis destinations only. */
  readonly roleArn?: string;
  readonly distribution: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Rule: CloudWatch Logs quotas, "Subscription filters": 2 per log group. */
export const maxFilters = 2;

export function describedFilter(logGroupName: string, filter: SubscriptionFilter): JsonObject {
  return {
    filterName: filter.name,
    logGroupName,
    filterPattern: filter.pattern,
    destinationArn: filter.destinationArn,
    ...(filter.roleArn === undefined ? {} : { roleArn: filter.roleArn }),
    distribution: filter.distribution,
    applyOnTransformedLogs: false,
    creationTime: filter.createdAt,
  };
}
