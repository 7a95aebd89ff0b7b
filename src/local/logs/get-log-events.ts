import { type Members, readMembers } from "../members.ts";
import type { Operation } from "../service.ts";
import { badToken, logsDialect } from "./errors.ts";
import {
  farEnd,
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
import { identifiedGroup, type LogsContext, streamOf } from "./logs-context.ts";

/**
 * GetLogEvents: pages of one stream, oldest first within a page. Without a token and without `startFromHead`
 * it answers with the newest page. Both tokens are always returned; one that leads to nothing more comes back
 * unchanged, which is how callers know the end.
 * Rule: CloudWatch Logs API, GetLogEvents: startTime inclusive, endTime exclusive.
 */
export function getLogEvents(context: LogsContext): Operation {
  const known = [
    ...["logGroupName", "logGroupIdentifier", "logStreamName", "startTime", "endTime"],
    ...["nextToken", "limit", "startFromHead", "unmask"],
  ];
  return (call) => {
    const members = readMembers(call.input, known, logsDialect);
    const group = identifiedGroup(context, call, members);
    const { events } = streamOf(group, members);
    const from = Math.max(readTime(members, "startTime") ?? 0, context.store.expiry(group) ?? 0);
    const start = indexOfGap(events, gapAt(from));
    const end = indexOfGap(events, gapAt(readTime(members, "endTime") ?? farEnd.timestamp));
    const position = readPosition(members);
    const at = Math.min(Math.max(indexOfGap(events, position.gap), start), Math.max(start, end));
    const limit = members.integer("limit", { min: 1, max: 10_000 }) ?? 10_000;
    const page =
      position.direction === "f"
        ? takeWhileFits(events.slice(at, Math.min(end, at + limit)), limit)
        : takeWhileFits(events.slice(Math.max(start, at - limit), at).reverse(), limit).reverse();
    return { events: page.map(shown), ...tokensAround(page, position.gap) };
  };
}

interface Position {
  readonly direction: "f" | "b";
  readonly gap: Gap;
}

function readPosition(members: Members): Position {
  const token = members.text("nextToken");
  if (token === undefined) {
    const forward = members.flag("startFromHead") === true;
    return forward ? { direction: "f", gap: gapAt(0) } : { direction: "b", gap: farEnd };
  }
  const [, direction, text] = /^([fb])\/(\d+)\/s$/.exec(token) ?? [];
  const gap = gapFromText(text ?? "");
  if (gap === undefined) throw badToken();
  return { direction: direction === "f" ? "f" : "b", gap };
}

function tokensAround(page: readonly StoredEvent[], gap: Gap) {
  const [first, last] = [page[0], page.at(-1)];
  return {
    nextForwardToken: `f/${gapToText(last === undefined ? gap : gapAfter(last))}/s`,
    nextBackwardToken: `b/${gapToText(first === undefined ? gap : gapBefore(first))}/s`,
  };
}

const shown = ({ timestamp, message, ingestedAt }: StoredEvent) => ({
  timestamp,
  message,
  ingestionTime: ingestedAt,
});
