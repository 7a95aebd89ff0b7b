import type { JsonObject } from "../service.ts";
import { isOpen, type ShardState } from "./shard.ts";
import type { StreamState } from "./stream-state.ts";

/** What every description of a stream shares. Rule: Kinesis API reference, StreamDescription. */
export function describeStream(state: StreamState): JsonObject {
  const { mode, retentionHours, kmsKeyId, shardLevelMetrics } = state.settings;
  return {
    StreamName: state.name,
    StreamARN: state.arn,
    StreamStatus: state.status,
    StreamModeDetails: { StreamMode: mode },
    StreamCreationTimestamp: state.createdAt / 1000,
    RetentionPeriodHours: retentionHours,
    EnhancedMonitoring: [{ ShardLevelMetrics: shardLevelMetrics }],
    EncryptionType: kmsKeyId === null ? "NONE" : "KMS",
    ...(kmsKeyId === null ? {} : { KeyId: kmsKeyId }),
  };
}

export function summarizeStream(state: StreamState): JsonObject {
  return {
    ...describeStream(state),
    OpenShardCount: state.shards.filter(isOpen).length,
    ConsumerCount: 0,
    MaxRecordSizeInKiB: state.settings.maxRecordSizeKiB,
  };
}

export function listedStream(state: StreamState): JsonObject {
  return {
    StreamName: state.name,
    StreamARN: state.arn,
    StreamStatus: state.status,
    StreamModeDetails: { StreamMode: state.settings.mode },
    StreamCreationTimestamp: state.createdAt / 1000,
  };
}

export function describeShard(shard: ShardState): JsonObject {
  const [parent, adjacent] = shard.parentShardIds;
  return {
    ShardId: shard.shardId,
    ...(parent === undefined ? {} : { ParentShardId: parent }),
    ...(adjacent === undefined ? {} : { AdjacentParentShardId: adjacent }),
    HashKeyRange: { StartingHashKey: shard.startingHashKey, EndingHashKey: shard.endingHashKey },
    SequenceNumberRange: {
      StartingSequenceNumber: shard.startingSequenceNumber,
      ...(shard.closed === null ? {} : { EndingSequenceNumber: shard.closed.endingSequenceNumber }),
    },
  };
}
