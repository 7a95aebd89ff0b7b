import type { Clock } from "../clock.ts";
import type { ShardPosition, ShardRead, StreamReader, StreamRecord } from "../mapping/ports.ts";
import { positionAfter } from "./position.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { StreamRegistry } from "./stream-registry.ts";

/** Of one read: as much as GetRecords would give. */
const READ_BYTES = 10 * 1_048_576;

/**
 * Streams as an event source mapping sees them; outside every throughput limit. A read of a shard that is
 * gone, with its stream or its retention, is empty and ended.
 */
export function createStreamReader(streams: StreamRegistry, clock: Clock): StreamReader {
  return {
    isReady: (streamArn) => {
      const status = streams.get(streamArn)?.state.status;
      return status === "ACTIVE" || status === "UPDATING";
    },
    shards: (streamArn) =>
      streams
        .get(streamArn)
        ?.shards(clock.now())
        .map(({ shardId, parentShardIds, closed }) => ({ shardId, parentShardIds, closed: closed !== null })),
    read: (streamArn, shardId, from, limit): ShardRead => {
      const nowMs = clock.now();
      const stream = streams.get(streamArn);
      const shard = stream?.shards(nowMs).find((candidate) => candidate.shardId === shardId);
      const last = stream?.lastOf(shardId);
      const read = stream?.read(shardId, from, { nowMs, records: limit, bytes: READ_BYTES });
      if (shard === undefined || read === undefined || last === undefined) {
        return { records: [], next: from, ended: true };
      }
      const next: ShardPosition = positionAfter(from, read.records, last);
      return { records: read.records.map(toRecord), next, ended: shard.closed !== null && read.drained };
    },
    subscribe: (streamArn, wake) => streams.subscribe(streamArn, wake),
  };
}

function toRecord({ sequenceNumber, partitionKey, data, arrivedAt }: StoredRecord): StreamRecord {
  return { sequenceNumber, partitionKey, data: Buffer.from(data, "base64"), arrivedAt };
}
