import { encodeToken } from "../opaque-token.ts";
import type { Call, JsonObject, Operation } from "../service.ts";
import type { KinesisContext } from "./context.ts";
import { integer, optional, readMembers, text } from "./input.ts";
import { readPageToken } from "./page-token.ts";
import { listedStream } from "./stream-description.ts";
import { streamName } from "./target-stream.ts";

/** ListStreams, in name order, 100 a page at most. Rule: Kinesis API reference, ListStreams. */
export function listStreamsOperation(context: KinesisContext): Record<string, Operation> {
  return { ListStreams: (call) => listStreams(context, call) };
}

const LIST_STREAMS = {
  Limit: optional(integer(1, 10_000)),
  ExclusiveStartStreamName: optional(streamName),
  NextToken: optional(text({ min: 1 })),
};
const PAGE = 100;
const TOKEN = "streams";

function listStreams(context: KinesisContext, call: Call): JsonObject {
  const input = readMembers(call.input, LIST_STREAMS);
  const nowMs = context.clock.now();
  const [afterToken] = input.NextToken === undefined ? [] : readPageToken(TOKEN, input.NextToken, nowMs);
  const after = afterToken ?? input.ExclusiveStartStreamName ?? "";
  const rest = context.streams
    .inRegion(call.region)
    .map(({ state }) => state)
    .filter(({ name }) => name > after);
  const page = rest.slice(0, Math.min(input.Limit ?? PAGE, PAGE));
  const last = page.at(-1);
  const hasMore = last !== undefined && page.length < rest.length;
  return {
    StreamNames: page.map(({ name }) => name),
    HasMoreStreams: hasMore,
    StreamSummaries: page.map(listedStream),
    ...(hasMore ? { NextToken: encodeToken(TOKEN, { issuedAt: nowMs, fields: [last.name] }) } : {}),
  };
}
