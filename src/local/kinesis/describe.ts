import type { Call, JsonObject, Operation } from "../service.ts";
import type { KinesisContext } from "./context.ts";
import { integer, optional, readMembers } from "./input.ts";
import { describeShard, describeStream, summarizeStream } from "./stream-description.ts";
import { isOnDemand, ON_DEMAND_STREAM_LIMIT, openShardCount, shardLimitOf } from "./stream-limits.ts";
import { findStream, STREAM_TARGET, shardIdText } from "./target-stream.ts";

/** DescribeStream, DescribeStreamSummary, DescribeLimits. Rule: Kinesis API reference for each. */
export function describeOperations(context: KinesisContext): Record<string, Operation> {
  return {
    DescribeStream: (call) => describe(context, call),
    DescribeStreamSummary: (call) => {
      const stream = findStream(context, call, readMembers(call.input, STREAM_TARGET));
      return { StreamDescriptionSummary: summarizeStream(stream.state) };
    },
    DescribeLimits: (call) => {
      readMembers(call.input, {});
      const states = context.streams.statesIn(call.region);
      return {
        ShardLimit: shardLimitOf(call.region),
        OpenShardCount: openShardCount(states),
        OnDemandStreamCount: states.filter(isOnDemand).length,
        OnDemandStreamCountLimit: ON_DEMAND_STREAM_LIMIT,
      };
    },
  };
}

const DESCRIBE_STREAM = {
  ...STREAM_TARGET,
  Limit: optional(integer(1, 10_000)),
  ExclusiveStartShardId: optional(shardIdText),
};
/** More than this is never given, whatever the caller asks for. */
const PAGE = 100;

function describe(context: KinesisContext, call: Call): JsonObject {
  const input = readMembers(call.input, DESCRIBE_STREAM);
  const stream = findStream(context, call, input);
  const after = input.ExclusiveStartShardId ?? "";
  const rest = stream.shards(context.clock.now()).filter((shard) => shard.shardId > after);
  const page = rest.slice(0, Math.min(input.Limit ?? PAGE, PAGE));
  return {
    StreamDescription: {
      ...describeStream(stream.state),
      Shards: page.map(describeShard),
      HasMoreShards: page.length < rest.length,
    },
  };
}
