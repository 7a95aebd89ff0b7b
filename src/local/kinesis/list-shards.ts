import { AwsError } from "../aws-error.ts";
import { encodeToken } from "../opaque-token.ts";
import type { Call, JsonObject, Operation } from "../service.ts";
import type { KinesisContext } from "./context.ts";
import { integer, optional, readMembers, text, timestamp } from "./input.ts";
import { readPageToken } from "./page-token.ts";
import { filterShards, type ShardFilter, shardFilter } from "./shard-filter.ts";
import type { Stream } from "./stream.ts";
import { describeShard } from "./stream-description.ts";
import { horizonOf } from "./stream-state.ts";
import { findStream, invalidArgument, STREAM_TARGET, shardIdText, streamNotFound } from "./target-stream.ts";

/** ListShards, in creation order. Rule: Kinesis API reference, ListShards. */
export function listShardsOperation(context: KinesisContext): Record<string, Operation> {
  return { ListShards: (call) => listShards(context, call) };
}

const LIST_SHARDS = {
  ...STREAM_TARGET,
  NextToken: optional(text({ min: 1 })),
  ExclusiveStartShardId: optional(shardIdText),
  MaxResults: optional(integer(1, 10_000)),
  StreamCreationTimestamp: optional(timestamp),
  ShardFilter: optional(shardFilter),
};
const PAGE = 1000;
const TOKEN = "shards";

/** What a page continues; a token holds it, so that the caller need not repeat it. */
interface Listing {
  readonly stream: Stream;
  readonly after: string;
  readonly filter: ShardFilter;
}

function listShards(context: KinesisContext, call: Call): JsonObject {
  const input = readMembers(call.input, LIST_SHARDS);
  const nowMs = context.clock.now();
  const listing =
    input.NextToken === undefined
      ? startListing(context, call, input)
      : continueListing(context, call, input);
  const { stream, filter, after } = listing;
  const horizonMs = horizonOf(stream.state, nowMs);
  const rest = filterShards(stream.shards(nowMs), filter, horizonMs).filter((shard) => shard.shardId > after);
  const page = rest.slice(0, Math.min(input.MaxResults ?? PAGE, PAGE));
  const last = page.at(-1);
  const token =
    last && page.length < rest.length ? tokenFor({ ...listing, after: last.shardId }, nowMs) : undefined;
  return { Shards: page.map(describeShard), ...(token === undefined ? {} : { NextToken: token }) };
}

type ListShardsInput = ReturnType<typeof readMembers<typeof LIST_SHARDS>>;

function startListing(context: KinesisContext, call: Call, input: ListShardsInput): Listing {
  const stream = findStream(context, call, input);
  const { name, createdAt, status } = stream.state;
  if (input.StreamCreationTimestamp !== undefined && input.StreamCreationTimestamp !== createdAt) {
    throw streamNotFound(context, name);
  }
  if (status === "CREATING" || status === "DELETING") {
    throw new AwsError(
      "ResourceInUseException",
      `Stream ${name} under account ${context.accountId} not ACTIVE, instead in state ${status}`,
    );
  }
  const filter = input.ShardFilter ?? { Type: "FROM_TRIM_HORIZON", ShardId: undefined, Timestamp: undefined };
  return { stream, filter, after: input.ExclusiveStartShardId ?? "" };
}

function continueListing(context: KinesisContext, call: Call, input: ListShardsInput): Listing {
  const { NextToken, MaxResults, ...others } = input;
  const clash = Object.entries(others).find(([, value]) => value !== undefined);
  if (clash !== undefined) throw invalidArgument(`NextToken and ${clash[0]} cannot be provided together.`);
  const fields = readPageToken(TOKEN, NextToken ?? "", context.clock.now());
  const [name = "", createdAt = "", after = "", filter = "{}"] = fields;
  const stream = findStream(context, call, { StreamName: name });
  if (String(stream.state.createdAt) !== createdAt) throw streamNotFound(context, name);
  return { stream, after, filter: shardFilter(JSON.parse(filter), "shardFilter") };
}

function tokenFor({ stream, after, filter }: Listing, nowMs: number): string {
  const { name, createdAt } = stream.state;
  const onWire = {
    ...filter,
    ...(filter.Timestamp === undefined ? {} : { Timestamp: filter.Timestamp / 1000 }),
  };
  return encodeToken(TOKEN, {
    issuedAt: nowMs,
    fields: [name, String(createdAt), after, JSON.stringify(onWire)],
  });
}
