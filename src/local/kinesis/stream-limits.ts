import { AwsError } from "../aws-error.ts";
import { isOpen } from "./shard.ts";
import type { StreamState } from "./stream-state.ts";

/**
 * Quotas on the control plane. Each check throws LimitExceededException.
 * Rule: Kinesis quotas, CreateStream, UpdateShardCount, UpdateStreamMode in the API reference.
 */
export interface StreamLimits {
  /** Before one more stream of the region goes to CREATING or DELETING. */
  checkPassing(inRegion: readonly StreamState[]): void;
  /** Before the region gets more open shards of provisioned streams. */
  checkShards(inRegion: readonly StreamState[], added: number, region: string): void;
  /** Before one more stream of the region is on demand. */
  checkOnDemand(inRegion: readonly StreamState[]): void;
  checkScaling(state: StreamState, nowMs: number): void;
  checkModeSwitch(state: StreamState, nowMs: number): void;
  /** Both ways of changing the encryption have 25 a day of their own. */
  checkEncryption(state: StreamState, to: "start" | "stop", nowMs: number): void;
}

export const NO_STREAM_LIMITS: StreamLimits = {
  checkPassing: () => undefined,
  checkShards: () => undefined,
  checkOnDemand: () => undefined,
  checkScaling: () => undefined,
  checkModeSwitch: () => undefined,
  checkEncryption: () => undefined,
};

export const ON_DEMAND_STREAM_LIMIT = 50;
const PASSING_STREAMS = 5;
const SCALINGS_A_DAY = 10;
const MODE_SWITCHES_A_DAY = 2;
const ENCRYPTION_CHANGES_A_DAY = 25;
const DAY_MS = 86_400_000;
const LARGE_REGIONS = ["us-east-1", "us-west-2", "eu-west-1"];

export function shardLimitOf(region: string): number {
  return LARGE_REGIONS.includes(region) ? 20_000 : 1000;
}

/** Shards of streams in CREATING count already. */
export function openShardCount(states: readonly StreamState[]): number {
  return states.reduce((count, { pending, shards }) => {
    const own = pending?.kind === "activate" ? pending.shardCount : shards.filter(isOpen).length;
    return count + own;
  }, 0);
}

export function isOnDemand({ settings, pending }: StreamState): boolean {
  const switched = pending?.kind === "set" ? pending.settings.mode : undefined;
  return (switched ?? settings.mode) === "ON_DEMAND";
}

/** @returns the times of the last day, and now */
export function withinDay(times: readonly number[], nowMs: number): readonly number[] {
  return [...times.filter((time) => time > nowMs - DAY_MS), nowMs];
}

/** In the words of AWS where they are recorded. */
export function createStreamLimits(accountId: string): StreamLimits {
  return {
    checkPassing: (inRegion) => {
      const passing = inRegion.filter(({ status }) => status === "CREATING" || status === "DELETING");
      if (passing.length < PASSING_STREAMS) return;
      throw limitExceeded(
        `This request would have exceed the limit on the number of streams that can simultaneously be in CREATING or DELETING for the account ${accountId}. Limit: ${PASSING_STREAMS}.`,
      );
    },
    checkShards: (inRegion, added, region) => {
      const open = openShardCount(inRegion.filter((state) => !isOnDemand(state)));
      if (open + added <= shardLimitOf(region)) return;
      throw limitExceeded(
        `This request would exceed the shard limit for the account ${accountId} in ${region}. Current shard count for the account: ${open}. Limit: ${shardLimitOf(region)}. Number of additional shards that would have resulted from this request: ${added}.`,
      );
    },
    checkOnDemand: (inRegion) => {
      if (inRegion.filter(isOnDemand).length < ON_DEMAND_STREAM_LIMIT) return;
      throw limitExceeded(
        `This request would exceed the limit on the number of on-demand streams for the account ${accountId}. Limit: ${ON_DEMAND_STREAM_LIMIT}.`,
      );
    },
    checkScaling: (state, nowMs) =>
      checkDaily(state.name, "UpdateShardCount", SCALINGS_A_DAY, withinDay(state.scaledAt, nowMs)),
    checkModeSwitch: (state, nowMs) =>
      checkDaily(state.name, "UpdateStreamMode", MODE_SWITCHES_A_DAY, withinDay(state.modeSetAt, nowMs)),
    checkEncryption: (state, to, nowMs) => {
      const operation = to === "start" ? "StartStreamEncryption" : "StopStreamEncryption";
      const times = withinDay(encryptionTimes(state, to), nowMs);
      checkDaily(state.name, operation, ENCRYPTION_CHANGES_A_DAY, times);
    },
  };
}

/** Rows of earlier versions have none. */
export function encryptionTimes(state: StreamState, to: "start" | "stop"): readonly number[] {
  return (to === "start" ? state.encryptedAt : state.decryptedAt) ?? [];
}

/** @param times of a day, this call's too */
function checkDaily(stream: string, operation: string, limit: number, times: readonly number[]): void {
  if (times.length <= limit) return;
  throw limitExceeded(
    `${operation} was called ${limit} times for stream ${stream} in the last 24 hours. Limit: ${limit} per rolling 24-hour period.`,
  );
}

function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message);
}
