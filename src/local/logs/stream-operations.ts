import { type Members, readMembers } from "../members.ts";
import { fromPageToken, pageFrom, toPageToken } from "../page-token.ts";
import type { Call, JsonObject, Operation } from "../service.ts";
import { badToken, invalidParameter, logsDialect, streamExists } from "./errors.ts";
import type { LogGroup, LogStream } from "./log-model.ts";
import { streamArn, streamNameRule } from "./log-names.ts";
import { groupOf, identifiedGroup, type LogsContext, streamOf } from "./logs-context.ts";

const known = ["logGroupName", "logStreamName"];

export function streamOperations(context: LogsContext): Record<string, Operation> {
  return {
    CreateLogStream: async (call) => {
      const members = readMembers(call.input, known, logsDialect);
      const name = members.requiredText("logStreamName", streamNameRule);
      const group = groupOf(context, call, members);
      if (group.streams.has(name)) throw streamExists();
      await context.store.createStream(group, name);
      return undefined;
    },
    DeleteLogStream: async (call) => {
      const members = readMembers(call.input, known, logsDialect);
      const group = groupOf(context, call, members);
      await context.store.deleteStream(group, streamOf(group, members));
      return undefined;
    },
    DescribeLogStreams: describeLogStreams(context),
  };
}

function describeLogStreams(context: LogsContext): Operation {
  const members = [
    ...["logGroupName", "logGroupIdentifier", "logStreamNamePrefix", "orderBy", "descending"],
    ...["nextToken", "limit"],
  ];
  return (call) => {
    const input = readMembers(call.input, members, logsDialect);
    const group = identifiedGroup(context, call, input);
    const sortKey = sortKeyOf(input);
    const prefix = input.text("logStreamNamePrefix", streamNameRule) ?? "";
    const sorted = [...group.streams.values()]
      .filter(({ row }) => row.name.startsWith(prefix))
      .map((stream) => ({ stream, key: sortKey(stream) }))
      .sort((left, right) => (left.key < right.key ? -1 : 1));
    return { ...pageOfStreams(call, group, input, sorted) };
  };
}

interface Keyed {
  readonly stream: LogStream;
  readonly key: string;
}

function pageOfStreams(call: Call, group: LogGroup, input: Members, ascending: readonly Keyed[]): JsonObject {
  const token = input.text("nextToken");
  const from = token === undefined ? undefined : fromPageToken(token);
  if (token !== undefined && from === undefined) throw badToken();
  const size = input.integer("limit", { min: 1, max: 50 }) ?? 50;
  const page =
    input.flag("descending") === true
      ? pageDown(ascending, from, size)
      : pageFrom(ascending, ({ key }) => key, from, size);
  return {
    logStreams: page.items.map(({ stream }) => described(call, group, stream)),
    ...(page.next === undefined ? {} : { nextToken: toPageToken(page.next) }),
  };
}

/** A page from the highest key down. */
function pageDown(ascending: readonly Keyed[], from: string | undefined, size: number) {
  const left = from === undefined ? ascending : ascending.filter(({ key }) => key <= from);
  const start = Math.max(0, left.length - size);
  return { items: left.slice(start).reverse(), next: left[start - 1]?.key };
}

/** @throws AwsError `InvalidParameterException` for a prefix with an order by time, as AWS refuses it */
function sortKeyOf(input: Members): (stream: LogStream) => string {
  const orderBy = input.text("orderBy", { oneOf: ["LogStreamName", "LastEventTime"] }) ?? "LogStreamName";
  if (orderBy === "LogStreamName") return ({ row }) => row.name;
  if (input.text("logStreamNamePrefix") !== undefined) {
    throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  }
  return ({ row, events }) => `${String(events.at(-1)?.timestamp ?? 0).padStart(16, "0")} ${row.name}`;
}

function described(call: Call, group: LogGroup, stream: LogStream): JsonObject {
  const [first, last] = [stream.events[0], stream.events.at(-1)];
  return {
    logStreamName: stream.row.name,
    creationTime: stream.row.createdAt,
    ...(first === undefined ? {} : { firstEventTimestamp: first.timestamp }),
    ...(last === undefined ? {} : { lastEventTimestamp: last.timestamp }),
    ...(stream.lastIngestedAt === undefined ? {} : { lastIngestionTime: stream.lastIngestedAt }),
    arn: streamArn(call, group.row.name, stream.row.name),
    // AWS reports no size for streams since 2019.
    storedBytes: 0,
  };
}
