import { type Members, readMembers } from "../members.ts";
import { fromPageToken, toPageToken } from "../page-token.ts";
import type { Operation } from "../service.ts";
import { badToken, invalidParameter, logsDialect, noSuchStream } from "./errors.ts";
import {
  type Gap,
  gapAfter,
  gapAt,
  gapBefore,
  gapFromText,
  gapToText,
  indexOfGap,
  type StoredEvent,
} from "./event-order.ts";
import { readTime, takeWhileFits } from "./event-page.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import type { LogGroup } from "./log-model.ts";
import { streamNameRule } from "./log-names.ts";
import { identifiedGroup, type LogsContext } from "./logs-context.ts";

const maxStreamNames = 100;

/**
 * FilterLogEvents: the matching events of a group's streams, interleaved by time, oldest first unless
 * `startFromHead` is false. A page without `nextToken` is the last one.
 * Rule: CloudWatch Logs API, FilterLogEvents: startTime and endTime are both inclusive.
 */
export function filterLogEvents(context: LogsContext): Operation {
  const known = [
    ...[
      "logGroupName",
      "logGroupIdentifier",
      "logStreamNames",
      "logStreamNamePrefix",
      "startTime",
      "endTime",
    ],
    ...["filterPattern", "nextToken", "limit", "startFromHead", "interleaved", "unmask"],
  ];
  return (call) => {
    const members = readMembers(call.input, known, logsDialect);
    const group = identifiedGroup(context, call, members);
    const test = eventTest(group, members);
    const position = readPosition(members);
    const limit = members.integer("limit", { min: 1, max: 10_000 }) ?? 10_000;
    const from = Math.max(readTime(members, "startTime") ?? 0, context.store.expiry(group) ?? 0);
    const until = readTime(members, "endTime");
    const range = {
      start: indexOfGap(group.events, gapAt(from)),
      end: until === undefined ? group.events.length : indexOfGap(group.events, gapAt(until + 1)),
    };
    // One more than the limit says whether another page follows.
    const found = takeMatches(eventsFrom(group.events, range, position), test, limit + 1);
    const page = takeWhileFits(found, limit);
    const last = page.at(-1);
    return {
      events: page.map(shown),
      searchedLogStreams: [],
      ...(last === undefined || page.length === found.length
        ? {}
        : { nextToken: tokenAfter(last, position) }),
    };
  };
}

interface Position {
  readonly backward: boolean;
  /** Where the page starts; undefined at the beginning. */
  readonly gap: Gap | undefined;
}

function readPosition(members: Members): Position {
  const token = members.text("nextToken");
  if (token === undefined) return { backward: members.flag("startFromHead") === false, gap: undefined };
  const text = fromPageToken(token) ?? "";
  const gap = gapFromText(text.slice(1));
  if (gap === undefined || !/^[fb]/.test(text)) throw badToken();
  return { backward: text.startsWith("b"), gap };
}

function tokenAfter(last: StoredEvent, { backward }: Position): string {
  return toPageToken(backward ? `b${gapToText(gapBefore(last))}` : `f${gapToText(gapAfter(last))}`);
}

/** The events of a range from the position on, in its direction. */
function* eventsFrom(
  sorted: readonly StoredEvent[],
  { start, end }: { readonly start: number; readonly end: number },
  { backward, gap }: Position,
): Generator<StoredEvent> {
  const at = gap === undefined ? undefined : indexOfGap(sorted, gap);
  const step = backward ? -1 : 1;
  const first = backward ? Math.min(end, at ?? end) - 1 : Math.max(start, at ?? start);
  for (let index = first; index >= start && index < end; index += step) {
    const event = sorted[index];
    if (event !== undefined) yield event;
  }
}

type EventTest = (event: StoredEvent) => boolean;

function takeMatches(events: Iterable<StoredEvent>, test: EventTest, limit: number): StoredEvent[] {
  const found: StoredEvent[] = [];
  for (const event of events) {
    if (!test(event)) continue;
    found.push(event);
    if (found.length === limit) break;
  }
  return found;
}

function eventTest(group: LogGroup, members: Members): EventTest {
  const inStreams = streamTest(group, members);
  const matches = compileFilterPattern(members.text("filterPattern") ?? "");
  return (event) => inStreams(event) && matches(event.message);
}

function streamTest(group: LogGroup, members: Members): EventTest {
  const names = members.texts("logStreamNames");
  const prefix = members.text("logStreamNamePrefix", streamNameRule);
  if (names === undefined) return (event) => event.stream.startsWith(prefix ?? "");
  if (prefix !== undefined) {
    throw invalidParameter("Only one of logStreamNames and logStreamNamePrefix can be specified.");
  }
  if (names.length < 1 || names.length > maxStreamNames) {
    throw invalidParameter(`logStreamNames takes 1 to ${maxStreamNames} names.`);
  }
  if (names.some((name) => !group.streams.has(name))) throw noSuchStream();
  const wanted = new Set(names);
  return (event) => wanted.has(event.stream);
}

const shown = (event: StoredEvent) => ({
  logStreamName: event.stream,
  timestamp: event.timestamp,
  message: event.message,
  ingestionTime: event.ingestedAt,
  eventId: gapToText(gapBefore(event)),
});
