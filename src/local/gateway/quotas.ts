import type { Clock } from "../clock.ts";
import { quotaOf, throttleError } from "./quota-table.ts";
import { createTokenBucket, type TokenBucket } from "./token-bucket.ts";

/** Meters calls as AWS does. */
export interface Quotas {
  /** @throws AwsError the service's own throttling error when the call's bucket is empty */
  spend(call: { readonly service: string; readonly operation: string; readonly region: string }): void;
}

/** AWS's default rate limits, one bucket per account, region and quota; IAM is global. */
export function createQuotas(clock: Clock): Quotas {
  const buckets = new Map<string, TokenBucket>();
  return {
    spend: ({ service, operation, region }) => {
      const quota = quotaOf(service, operation);
      if (quota === undefined) return;
      const key = `${service === "iam" ? "global" : region}/${service}/${quota.bucket}`;
      const bucket = buckets.get(key) ?? createTokenBucket(clock, quota.perSecond);
      buckets.set(key, bucket);
      if (!bucket.take()) throw throttleError(service, operation);
    },
  };
}

/** Lets everything through. */
export const noQuotas: Quotas = { spend: () => undefined };
