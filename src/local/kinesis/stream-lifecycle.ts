import { AwsError } from "../aws-error.ts";
import type { Call, Operation } from "../service.ts";
import type { KinesisContext } from "./context.ts";
import { flag, integer, optional, readMembers, validationError } from "./input.ts";
import { modeDetails } from "./mode-details.ts";
import { DEFAULT_SETTINGS, type StreamMode, type StreamState } from "./stream-state.ts";
import { initialTags, tagMap } from "./tags.ts";
import { arnOf, findActiveStream, STREAM_TARGET, streamName } from "./target-stream.ts";

/** CreateStream and DeleteStream. Rule: Kinesis API reference for both. */
export function lifecycleOperations(context: KinesisContext): Record<string, Operation> {
  return {
    CreateStream: (call) => createStream(context, call),
    DeleteStream: (call) => deleteStream(context, call),
  };
}

const CREATE_STREAM = {
  StreamName: streamName,
  ShardCount: optional(integer(1, 10_000)),
  StreamModeDetails: optional(modeDetails),
  Tags: optional(tagMap),
  MaxRecordSizeInKiB: optional(integer(1024, 10_240)),
};
const DELETE_STREAM = { ...STREAM_TARGET, EnforceConsumerDeletion: optional(flag) };
/** Of a new on-demand stream. */
const ON_DEMAND_SHARDS = 4;

async function createStream(context: KinesisContext, call: Call): Promise<undefined> {
  const input = readMembers(call.input, CREATE_STREAM);
  const mode = input.StreamModeDetails?.StreamMode ?? DEFAULT_SETTINGS.mode;
  const shardCount = shardCountOf(mode, input.ShardCount);
  const arn = arnOf(call.region, context.accountId, input.StreamName);
  if (context.streams.isTaken(arn)) throw alreadyExists(context, input.StreamName);
  const others = context.streams.statesIn(call.region);
  context.streamLimits.checkPassing(others);
  if (mode === "ON_DEMAND") context.streamLimits.checkOnDemand(others);
  else context.streamLimits.checkShards(others, shardCount, call.region);
  const state: StreamState = {
    arn,
    name: input.StreamName,
    region: call.region,
    status: "CREATING",
    createdAt: context.clock.now(),
    settings: {
      ...DEFAULT_SETTINGS,
      mode,
      maxRecordSizeKiB: input.MaxRecordSizeInKiB ?? DEFAULT_SETTINGS.maxRecordSizeKiB,
    },
    tags: initialTags(input.Tags ?? {}),
    shards: [],
    pending: { kind: "activate", shardCount },
    scaledAt: [],
    modeSetAt: [],
  };
  context.transitions.resume(await context.streams.add(state));
  return undefined;
}

async function deleteStream(context: KinesisContext, call: Call): Promise<undefined> {
  const stream = findActiveStream(context, call, readMembers(call.input, DELETE_STREAM));
  context.streamLimits.checkPassing(context.streams.statesIn(call.region));
  const pending = { kind: "delete" } as const;
  await context.transitions.begin(stream, { ...stream.state, status: "DELETING", pending });
  return undefined;
}

/** @throws AwsError ValidationException: a count goes with provisioned streams, and only with them */
function shardCountOf(mode: StreamMode, asked: number | undefined): number {
  if (mode === "ON_DEMAND" && asked !== undefined) {
    throw validationError("ShardCount must not be specified for a stream in On-Demand mode.");
  }
  if (mode === "ON_DEMAND") return ON_DEMAND_SHARDS;
  if (asked === undefined)
    throw validationError("ShardCount must be specified for a stream in Provisioned mode.");
  return asked;
}

function alreadyExists({ accountId }: KinesisContext, name: string): AwsError {
  return new AwsError("ResourceInUseException", `Stream ${name} under account ${accountId} already exists.`);
}
