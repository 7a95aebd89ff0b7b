import type { Call, JsonObject, Operation } from "../service.ts";
import type { KinesisContext } from "./context.ts";
import { integer, listOf, oneOf, readMembers, text } from "./input.ts";
import { modeDetails } from "./mode-details.ts";
import { METRIC_NAMES, withMetrics, withoutMetrics } from "./shard-metrics.ts";
import type { Stream } from "./stream.ts";
import { encryptionTimes, withinDay } from "./stream-limits.ts";
import type { StreamSettings, StreamState } from "./stream-state.ts";
import { findActiveStream, invalidArgument, STREAM_TARGET, streamArn } from "./target-stream.ts";

/**
 * Changes to a stream's settings. Each makes the stream UPDATING and takes effect when it is ACTIVE again.
 * Rule: Kinesis API reference for each.
 */
export function settingsOperations(context: KinesisContext): Record<string, Operation> {
  return {
    IncreaseStreamRetentionPeriod: (call) => setRetention(context, call, "increase"),
    DecreaseStreamRetentionPeriod: (call) => setRetention(context, call, "decrease"),
    StartStreamEncryption: (call) => setEncryption(context, call, "start"),
    StopStreamEncryption: (call) => setEncryption(context, call, "stop"),
    EnableEnhancedMonitoring: (call) => setMetrics(context, call, withMetrics),
    DisableEnhancedMonitoring: (call) => setMetrics(context, call, withoutMetrics),
    UpdateStreamMode: (call) => setMode(context, call),
    UpdateMaxRecordSize: (call) => setMaxRecordSize(context, call),
  };
}

const RETENTION = { ...STREAM_TARGET, RetentionPeriodHours: integer(-2_147_483_648, 2_147_483_647) };
const MIN_RETENTION_HOURS = 24;
const MAX_RETENTION_HOURS = 8760;

async function setRetention(
  context: KinesisContext,
  call: Call,
  direction: "increase" | "decrease",
): Promise<undefined> {
  const input = readMembers(call.input, RETENTION);
  const stream = findActiveStream(context, call, input);
  const asked = input.RetentionPeriodHours;
  checkRetention(asked);
  const present = stream.state.settings.retentionHours;
  const requested = `Requested retention period (${asked} hours) for stream ${stream.state.name}`;
  if (direction === "increase" && asked < present) {
    throw invalidArgument(
      `${requested} can not be shorter than existing retention period (${present} hours). Use DecreaseRetentionPeriod API.`,
    );
  }
  if (direction === "decrease" && asked > present) {
    throw invalidArgument(
      `${requested} can not be longer than existing retention period (${present} hours). Use IncreaseRetentionPeriod API.`,
    );
  }
  await change(context, stream, { retentionHours: asked });
  return undefined;
}

function checkRetention(hours: number): void {
  const requested = `Requested retention period (${hours} hours)`;
  if (hours < MIN_RETENTION_HOURS) {
    throw invalidArgument(
      `Minimum allowed retention period is ${MIN_RETENTION_HOURS} hours. ${requested} is too short.`,
    );
  }
  if (hours > MAX_RETENTION_HOURS) {
    throw invalidArgument(
      `Maximum allowed retention period is ${MAX_RETENTION_HOURS} hours. ${requested} is too long.`,
    );
  }
}

const ENCRYPTION = {
  ...STREAM_TARGET,
  EncryptionType: oneOf(["NONE", "KMS"]),
  KeyId: text({ min: 1, max: 2048 }),
};

/** No key is looked up: the key is kept and echoed as it was given, and nothing is encrypted. */
async function setEncryption(context: KinesisContext, call: Call, to: "start" | "stop"): Promise<undefined> {
  const input = readMembers(call.input, ENCRYPTION);
  const stream = findActiveStream(context, call, input);
  if (input.EncryptionType !== "KMS") {
    throw invalidArgument("EncryptionType must be KMS: NONE describes a stream, it is not an argument.");
  }
  const nowMs = context.clock.now();
  context.streamLimits.checkEncryption(stream.state, to, nowMs);
  const times = withinDay(encryptionTimes(stream.state, to), nowMs);
  const counted = to === "start" ? { encryptedAt: times } : { decryptedAt: times };
  await change(context, stream, { kmsKeyId: to === "start" ? input.KeyId : null }, counted);
  return undefined;
}

const METRICS = {
  ...STREAM_TARGET,
  ShardLevelMetrics: listOf(oneOf([...METRIC_NAMES, "ALL"]), { min: 1, max: 7 }),
};

async function setMetrics(
  context: KinesisContext,
  call: Call,
  combine: (present: readonly string[], given: readonly string[]) => readonly string[],
): Promise<JsonObject> {
  const input = readMembers(call.input, METRICS);
  const stream = findActiveStream(context, call, input);
  const { name, arn, settings } = stream.state;
  const desired = combine(settings.shardLevelMetrics, input.ShardLevelMetrics);
  await change(context, stream, { shardLevelMetrics: desired });
  return {
    StreamName: name,
    StreamARN: arn,
    CurrentShardLevelMetrics: settings.shardLevelMetrics,
    DesiredShardLevelMetrics: desired,
  };
}

async function setMode(context: KinesisContext, call: Call): Promise<undefined> {
  const input = readMembers(call.input, { StreamARN: streamArn, StreamModeDetails: modeDetails });
  const stream = findActiveStream(context, call, input);
  const nowMs = context.clock.now();
  context.streamLimits.checkModeSwitch(stream.state, nowMs);
  const mode = input.StreamModeDetails.StreamMode;
  const others = context.streams.statesIn(call.region).filter(({ arn }) => arn !== stream.state.arn);
  if (mode === "ON_DEMAND") context.streamLimits.checkOnDemand(others);
  const modeSetAt = withinDay(stream.state.modeSetAt, nowMs);
  await change(context, stream, { mode }, { modeSetAt });
  return undefined;
}

async function setMaxRecordSize(context: KinesisContext, call: Call): Promise<undefined> {
  const input = readMembers(call.input, {
    StreamARN: streamArn,
    MaxRecordSizeInKiB: integer(1024, 10_240),
  });
  const stream = findActiveStream(context, call, input);
  await change(context, stream, { maxRecordSizeKiB: input.MaxRecordSizeInKiB });
  return undefined;
}

async function change(
  context: KinesisContext,
  stream: Stream,
  settings: Partial<StreamSettings>,
  also: Partial<StreamState> = {},
): Promise<void> {
  const pending = { kind: "set", settings } as const;
  await context.transitions.begin(stream, { ...stream.state, ...also, status: "UPDATING", pending });
}
