import type { Clock } from "../core/clock.ts";
import { quotaBucketOf } from "./quota-buckets.ts";

/** What may be called when, so that AWS need not refuse. */
export interface CallBudget {
  /** Resolves when the call may be made, first come first served. Rejects with the signal's reason. */
  take(service: string, operation: string, signal?: AbortSignal): Promise<void>;
  /** Whether calls wait for their turn. */
  isBusy(service: string, operation: string): boolean;
  /** AWS refused for the rate: others draw on the quota too. */
  throttled(service: string, operation: string): void;
}

/** Calls that may follow at once, in seconds of the rate: less than AWS's own, which absorbs jitter. */
const burstSeconds = 0.6;
/** A throttled bucket goes on with this share of its rate, … */
const shrinkFactor = 0.7;
/** … not below this share, … */
const leastShare = 0.1;
/** … rests this long, within which further refusals are the same one, … */
const restMs = 1_000;
/** … and gains this share of the full rate in a second. */
const recoveryPerSecond = 0.05;

interface Bucket {
  readonly perSecond: number;
  /** Of the full rate. */
  share: number;
  shareAtMs: number;
  /** When the bucket would be full again: beyond now by as much as was drawn. */
  fullAtMs: number;
  throttledAtMs: number;
  /** All rests so far: who had a turn already when one began has it so much later. In milliseconds. */
  restedMs: number;
}

/** Budgets of all accounts and regions; IAM's is the account's, whatever the region. */
export function createCallBudgets(clock: Clock): (accountId: string, region: string) => CallBudget {
  const buckets = new Map<string, Bucket>();
  return (accountId, region) => {
    const bucketOf = (service: string, operation: string): Bucket => {
      const { bucket, perSecond } = quotaBucketOf(service, operation);
      const name = `${accountId}/${service === "iam" ? "" : region}/${bucket}`;
      const found = buckets.get(name) ?? newBucket(perSecond, clock.now());
      buckets.set(name, found);
      return found;
    };
    return {
      async take(service, operation, signal) {
        signal?.throwIfAborted();
        const bucket = bucketOf(service, operation);
        let { restedMs } = bucket;
        let waitMs = reserve(bucket, clock.now());
        while (waitMs > 0) {
          await clock.sleep(waitMs, signal).catch((reason: unknown) => {
            bucket.fullAtMs -= intervalMs(bucket);
            throw reason;
          });
          waitMs = bucket.restedMs - restedMs;
          restedMs = bucket.restedMs;
        }
      },
      isBusy: (service, operation) => {
        const bucket = bucketOf(service, operation);
        return bucket.fullAtMs - clock.now() > burstOf(bucket) * intervalMs(bucket);
      },
      throttled(service, operation) {
        shrink(bucketOf(service, operation), clock.now());
      },
    };
  };
}

function newBucket(perSecond: number, nowMs: number): Bucket {
  const throttledAtMs = Number.NEGATIVE_INFINITY;
  return { perSecond, share: 1, shareAtMs: nowMs, fullAtMs: nowMs, throttledAtMs, restedMs: 0 };
}

/** @returns how long the caller waits for its turn, in milliseconds */
function reserve(bucket: Bucket, nowMs: number): number {
  recover(bucket, nowMs);
  const step = intervalMs(bucket);
  bucket.fullAtMs = Math.max(bucket.fullAtMs, nowMs) + step;
  return Math.ceil(bucket.fullAtMs - nowMs - burstOf(bucket) * step);
}

function burstOf({ perSecond }: Bucket): number {
  return Math.max(1, Math.floor(perSecond * burstSeconds));
}

function intervalMs(bucket: Bucket): number {
  return 1_000 / (bucket.perSecond * bucket.share);
}

function recover(bucket: Bucket, nowMs: number): void {
  const gained = ((nowMs - bucket.shareAtMs) / 1_000) * recoveryPerSecond;
  bucket.share = Math.min(1, bucket.share + Math.max(0, gained));
  bucket.shareAtMs = nowMs;
}

function shrink(bucket: Bucket, nowMs: number): void {
  if (nowMs - bucket.throttledAtMs < restMs) return;
  recover(bucket, nowMs);
  bucket.throttledAtMs = nowMs;
  bucket.restedMs += restMs;
  const isAwaited = bucket.fullAtMs - nowMs > burstOf(bucket) * intervalMs(bucket);
  bucket.share = Math.max(leastShare, bucket.share * shrinkFactor);
  const burstMs = (burstOf(bucket) - 1) * intervalMs(bucket);
  bucket.fullAtMs = Math.max(bucket.fullAtMs + (isAwaited ? restMs : 0), nowMs + restMs + burstMs);
}
