import { readMembers, validationMessage } from "../members.ts";
import type { JsonObject, Operation } from "../service.ts";
import { invalidParameter, logsDialect } from "./errors.ts";
import { gapToText } from "./event-order.ts";
import { eventSizeBytes } from "./log-model.ts";
import type { NewEvent } from "./log-store.ts";
import { groupOf, type LogsContext, streamOf } from "./logs-context.ts";

const maxBatchBytes = 1_048_576;
const maxBatchEvents = 10_000;
const hourMs = 3_600_000;
const maxSpanMs = 24 * hourMs;
const maxAheadMs = 2 * hourMs;
const maxAgeMs = 14 * 24 * hourMs;

/**
 * PutLogEvents. A batch too large, too long, out of order or spanning more than a day is refused whole;
 * events too old, expired or too new are left out and named in an answer that is a success. The sequence
 * token is ignored, as AWS does since 2023.
 * Rule: CloudWatch Logs API, PutLogEvents. The limit of an event's size is that of the batch.
 */
export function putLogEvents(context: LogsContext): Operation {
  const known = ["logGroupName", "logStreamName", "logEvents", "sequenceToken"];
  return async (call) => {
    const members = readMembers(call.input, known, logsDialect);
    const events = (members.objects("logEvents") ?? []).map(readEvent);
    checkBatch(events);
    const group = groupOf(context, call, members);
    const stream = streamOf(group, members);
    const now = context.clock.now();
    const range = acceptedRange(events, now, context.store.expiry(group));
    await context.store.append(group, stream, events.slice(range.start, range.end));
    const rejected = rejectedInfo(range, events.length);
    return {
      nextSequenceToken: gapToText({ timestamp: now, seq: 0 }),
      ...(rejected === undefined ? {} : { rejectedLogEventsInfo: rejected }),
    };
  };
}

function readEvent(event: JsonObject, index: number): NewEvent {
  const at = (member: string) => `logEvents.${index + 1}.member.${member}`;
  const { timestamp, message } = event;
  if (typeof timestamp !== "number" || !Number.isSafeInteger(timestamp) || timestamp < 0) {
    throw invalidParameter(
      validationMessage(timestamp, at("timestamp"), "Member must have value greater than or equal to 0"),
    );
  }
  if (typeof message !== "string" || message === "") {
    throw invalidParameter(
      validationMessage(message, at("message"), "Member must have length greater than or equal to 1"),
    );
  }
  return { timestamp, message };
}

function checkBatch(events: readonly NewEvent[]): void {
  if (events.length < 1 || events.length > maxBatchEvents) {
    const rule = `Member must have length between 1 and ${maxBatchEvents}`;
    throw invalidParameter(validationMessage(undefined, "logEvents", rule));
  }
  const bytes = events.reduce((sum, event) => sum + eventSizeBytes(event), 0);
  if (bytes > maxBatchBytes) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${maxBatchBytes}`);
  }
  const inOrder = events.every((event, at) => event.timestamp >= (events[at - 1]?.timestamp ?? 0));
  if (!inOrder) {
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  }
  const span = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0);
  if (span > maxSpanMs) {
    throw invalidParameter(
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
  }
}

interface AcceptedRange {
  /** The first event that is not too old. */
  readonly youngEnough: number;
  /** The first event that retention keeps. */
  readonly kept: number;
  /** The accepted events: from start, before end. */
  readonly start: number;
  readonly end: number;
}

function acceptedRange(events: readonly NewEvent[], now: number, expiry: number | undefined): AcceptedRange {
  const firstFrom = (time: number) => {
    const found = events.findIndex(({ timestamp }) => timestamp >= time);
    return found === -1 ? events.length : found;
  };
  const youngEnough = firstFrom(now - maxAgeMs);
  const kept = expiry === undefined ? 0 : firstFrom(expiry);
  const start = Math.max(youngEnough, kept);
  return { youngEnough, kept, start, end: Math.max(start, firstFrom(now + maxAheadMs + 1)) };
}

/** The too-new index is inclusive, the two others are exclusive. */
function rejectedInfo({ youngEnough, kept, end }: AcceptedRange, total: number): JsonObject | undefined {
  const info = {
    ...(end < total ? { tooNewLogEventStartIndex: end } : {}),
    ...(youngEnough > 0 ? { tooOldLogEventEndIndex: youngEnough } : {}),
    ...(kept > youngEnough ? { expiredLogEventEndIndex: kept } : {}),
  };
  return Object.keys(info).length === 0 ? undefined : info;
}
