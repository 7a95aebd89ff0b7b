import type { Clock } from "../clock.ts";
import type { StreamWriter } from "../logs/ports.ts";
import type { StreamReader } from "../mapping/ports.ts";
import { taggedResource } from "../once-tagged.ts";
import type { JsonService, RunningService, TagSource } from "../service.ts";
import type { Storage } from "../storage.ts";
import type { KinesisContext } from "./context.ts";
import { describeOperations } from "./describe.ts";
import { getOperations } from "./get.ts";
import { listShardsOperation } from "./list-shards.ts";
import { listStreamsOperation } from "./list-streams.ts";
import { putOperations } from "./put.ts";
import { reshardOperations } from "./reshard-operations.ts";
import { startRetentionSweep } from "./retention-sweep.ts";
import { settingsOperations } from "./settings-operations.ts";
import { lifecycleOperations } from "./stream-lifecycle.ts";
import { createStreamLimits, NO_STREAM_LIMITS } from "./stream-limits.ts";
import { createStreamReader } from "./stream-reader.ts";
import { StreamRegistry } from "./stream-registry.ts";
import { createStreamWriter } from "./stream-writer.ts";
import { tagOperations } from "./tag-operations.ts";
import { createThroughputLimits, NO_THROUGHPUT_LIMITS } from "./throughput-limits.ts";
import { createTransitions, type Durations } from "./transitions.ts";

export interface KinesisDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly accountId: string;
  readonly durations: Durations;
  /** Holds every shard to its throughput, and accounts and streams to their quotas; the default is not to. */
  readonly enforceLimits?: boolean;
}

export interface Kinesis extends RunningService {
  readonly service: JsonService;
  readonly streams: StreamReader;
  /** For what CloudWatch Logs delivers. */
  readonly writer: StreamWriter;
  readonly tags: TagSource;
}

/**
 * Kinesis Data Streams, without enhanced fan-out. Its state is kept in the tables `kinesis/streams` and
 * `kinesis/records/<region>/<stream>`.
 */
export async function createKinesis(deps: KinesisDeps): Promise<Kinesis> {
  const { storage, clock, accountId, durations, enforceLimits = false } = deps;
  const streams = await StreamRegistry.open(storage);
  const transitions = createTransitions({ clock, durations, streams });
  for (const stream of streams.all()) transitions.resume(stream);
  const sweep = startRetentionSweep(clock, streams);
  const context = {
    accountId,
    clock,
    streams,
    transitions,
    streamLimits: enforceLimits ? createStreamLimits(accountId) : NO_STREAM_LIMITS,
    throughput: enforceLimits ? createThroughputLimits() : NO_THROUGHPUT_LIMITS,
  };
  return {
    service: createService(context),
    streams: createStreamReader(streams, clock),
    writer: createStreamWriter(context),
    tags: {
      tagged: (region) => streams.inRegion(region).map(({ state }) => taggedResource(state.arn, state)),
    },
    stop: async () => {
      await Promise.all([transitions.stop(), sweep.stop()]);
    },
  };
}

function createService(context: KinesisContext): JsonService {
  return {
    protocol: "json",
    name: "kinesis",
    targetPrefix: "Kinesis_20131202",
    jsonVersion: "1.1",
    operations: {
      ...lifecycleOperations(context),
      ...describeOperations(context),
      ...listStreamsOperation(context),
      ...listShardsOperation(context),
      ...putOperations(context),
      ...getOperations(context),
      ...reshardOperations(context),
      ...settingsOperations(context),
      ...tagOperations(context),
    },
  };
}
