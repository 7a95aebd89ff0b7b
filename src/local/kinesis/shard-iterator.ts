import { AwsError } from "../aws-error.ts";
import { decodeToken, encodeToken, isExpired } from "../opaque-token.ts";
import { TOKEN_LIFETIME_MS } from "./page-token.ts";
import type { Position } from "./position.ts";

/** What a shard iterator says. It names the stream's creation, so that it never reads a later namesake. */
export interface ShardIterator {
  readonly streamName: string;
  readonly streamCreatedAt: number;
  readonly shardId: string;
  readonly position: Position;
}

const KIND = "iterator";

export function encodeShardIterator(iterator: ShardIterator, nowMs: number): string {
  const { streamName, streamCreatedAt, shardId, position } = iterator;
  const fields = [streamName, String(streamCreatedAt), shardId, position.kind, argumentOf(position)];
  return encodeToken(KIND, { issuedAt: nowMs, fields });
}

/** @throws AwsError ExpiredIteratorException five minutes on; InvalidArgumentException for what is none */
export function decodeShardIterator(text: string, nowMs: number): ShardIterator {
  const token = decodeToken(KIND, text);
  const [streamName, createdAt, shardId, kind, argument] = token?.fields ?? [];
  const position = positionOf(kind, argument);
  if (token === undefined || position === undefined || streamName === undefined || shardId === undefined) {
    throw new AwsError("InvalidArgumentException", "Invalid ShardIterator.");
  }
  if (isExpired(token, nowMs, TOKEN_LIFETIME_MS)) throw expired(token.issuedAt, nowMs);
  return { streamName, streamCreatedAt: Number(createdAt), shardId, position };
}

function argumentOf(position: Position): string {
  switch (position.kind) {
    case "AT_TIMESTAMP":
      return String(position.timestampMs);
    case "AT_SEQUENCE_NUMBER":
    case "AFTER_SEQUENCE_NUMBER":
      return position.sequenceNumber;
    case "TRIM_HORIZON":
    case "LATEST":
      return "";
  }
}

function positionOf(kind: string | undefined, argument: string | undefined): Position | undefined {
  switch (kind) {
    case "TRIM_HORIZON":
    case "LATEST":
      return { kind };
    case "AT_TIMESTAMP":
      return { kind, timestampMs: Number(argument) };
    case "AT_SEQUENCE_NUMBER":
    case "AFTER_SEQUENCE_NUMBER":
      return argument === undefined ? undefined : { kind, sequenceNumber: argument };
    default:
      return undefined;
  }
}

function expired(issuedAt: number, nowMs: number): AwsError {
  return new AwsError(
    "ExpiredIteratorException",
    `Iterator expired. The iterator was created at time ${utc(issuedAt)} while right now it is ${utc(nowMs)} which is further in the future than the tolerated delay of ${TOKEN_LIFETIME_MS} milliseconds.`,
  );
}

/** e.g. `Thu Jan 22 01:22:02 UTC 2015` */
function utc(epochMs: number): string {
  const [weekday = "", day = "", month = "", year = "", time = ""] = new Date(epochMs)
    .toUTCString()
    .split(/,? /);
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
