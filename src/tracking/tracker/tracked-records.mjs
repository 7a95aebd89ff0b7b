import { logStreamName } from "./log-stream-name.mjs";

/** CloudWatch Logs drops events older than the group's retention (1 day at least) while answering 200. */
const oldestMs = 20 * 3_600_000;
/** An event's limit is 1 MiB, of which 26 bytes are overhead. */
const maxMessageBytes = 1_048_576 - 26;

/**
 * Sorts a batch of Kinesis records by execution.
 *
 * Records that are not JSON objects, or have no `execution_id`, belong to no execution: they are counted as
 * skipped, never failed, since trying again would not mend them.
 *
 * @returns `{ streams: Map<log stream, [{ timestamp, message, sequenceNumber }]>, skipped }`, each stream's
 *   events in the order of their timestamps
 */
export function sortByExecution(records, { streamPrefix, now }) {
  const streams = new Map();
  let skipped = 0;
  for (const record of records) {
    const payload = parsePayload(record.kinesis.data);
    const executionId = executionIdOf(payload);
    if (executionId === undefined) {
      skipped += 1;
      continue;
    }
    const stream = logStreamName(executionId);
    const events = streams.get(stream) ?? [];
    events.push(toLogEvent(record, { ...payload, event_name: eventNameOf(record, streamPrefix) }, now));
    streams.set(stream, events);
  }
  for (const events of streams.values()) events.sort((a, b) => a.timestamp - b.timestamp);
  return { streams, skipped };
}

function parsePayload(base64) {
  try {
    return JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}

function executionIdOf(payload) {
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return undefined;
  const id = payload.execution_id;
  if (typeof id === "number") return String(id);
  return typeof id === "string" && id !== "" ? id : undefined;
}

function streamOf({ eventSourceARN }) {
  return eventSourceARN.slice(eventSourceARN.lastIndexOf("/") + 1);
}

function eventNameOf(record, streamPrefix) {
  const stream = streamOf(record);
  return stream.startsWith(streamPrefix) ? stream.slice(streamPrefix.length) : stream;
}

function toLogEvent(record, data, now) {
  const arrivedAt = Math.round(record.kinesis.approximateArrivalTimestamp * 1000);
  // Shard and sequence number alone are unique within a stream only.
  const envelope = { event_id: `${streamOf(record)}/${record.eventID}`, arrived_at: arrivedAt, data };
  let message = JSON.stringify(envelope);
  const sizeBytes = Buffer.byteLength(message);
  if (sizeBytes > maxMessageBytes) {
    const { execution_id, event_name } = data;
    message = JSON.stringify({ ...envelope, data: { execution_id, event_name, truncated: true, sizeBytes } });
  }
  return {
    timestamp: now - arrivedAt > oldestMs ? now : arrivedAt,
    message,
    sequenceNumber: record.kinesis.sequenceNumber,
  };
}
