import type { Clock } from "../clock.ts";
import { quotaOf } from "./quota-table.ts";
import { type MeteredCall, throttleError } from "./throttle-error.ts";
import { createTokenBucket, type TokenBucket } from "./token-bucket.ts";

/** Meters calls as AWS does. */
export interface Quotas {
  /** @throws AwsError the service's own throttling error when the call's bucket is empty */
  spend(call: MeteredCall): void;
}

/** AWS's default rate limits, one bucket per account, region and quota; IAM is global. */
export function createQuotas(clock: Clock): Quotas {
  const buckets = new Map<string, TokenBucket>();
  return {
    spend: (call) => {
      const { service, operation, region } = call;
      const quota = quotaOf(service, operation, region);
      if (quota === undefined) return;
      const key = `${service === "iam" ? "global" : region}/${service}/${quota.bucket}`;
      const bucket = buckets.get(key) ?? createTokenBucket(clock, quota.perSecond);
      buckets.set(key, bucket);
      if (!bucket.take()) throw throttleError(call);
    },
  };
}

/** Lets everything through. */
export const noQuotas: Quotas = { spend: () => undefined };
