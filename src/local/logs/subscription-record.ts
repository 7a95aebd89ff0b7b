import { gzipSync } from "node:zlib";
import { gapBefore, gapToText, type StoredEvent } from "./event-order.ts";

/** Where matching events come from, as the record names it. */
export interface RecordSource {
  readonly accountId: string;
  readonly group: string;
  readonly stream: string;
  readonly filter: string;
}

/**
 * What a filter delivers, gzipped: a DATA_MESSAGE of the matching events of one log stream. Events are spread
 * over as many messages as it takes for each to have at most `maxBytes`; one event that is too large alone is
 * left out, as no destination takes it.
 * Rule: CloudWatch Logs user guide, "Log group-level subscription filters".
 */
export function dataMessages(
  source: RecordSource,
  events: readonly StoredEvent[],
  maxBytes: number,
): readonly Uint8Array[] {
  if (events.length === 0) return [];
  const message = dataMessage(source, events);
  if (message.byteLength <= maxBytes) return [message];
  if (events.length === 1) return [];
  const middle = events.length >>> 1;
  return [
    ...dataMessages(source, events.slice(0, middle), maxBytes),
    ...dataMessages(source, events.slice(middle), maxBytes),
  ];
}

function dataMessage({ accountId, group, stream, filter }: RecordSource, events: readonly StoredEvent[]) {
  return compressed({
    messageType: "DATA_MESSAGE",
    owner: accountId,
    logGroup: group,
    logStream: stream,
    subscriptionFilters: [filter],
    logEvents: events.map((event) => ({
      id: gapToText(gapBefore(event)),
      timestamp: event.timestamp,
      message: event.message,
    })),
  });
}

/**
 * The message that finds out whether a new filter's destination can be reached.
 * @param destination as the message calls it, e.g. `Kinesis stream`
 * @param timestamp epoch milliseconds
 */
export function controlMessage(destination: string, timestamp: number): Uint8Array {
  const message = `CWL CONTROL MESSAGE: Checking health of destination ${destination}.`;
  return compressed({
    messageType: "CONTROL_MESSAGE",
    owner: "CloudwatchLogs",
    logGroup: "",
    logStream: "",
    subscriptionFilters: [],
    logEvents: [{ id: "", timestamp, message }],
  });
}

const compressed = (record: object): Uint8Array => gzipSync(JSON.stringify(record));
