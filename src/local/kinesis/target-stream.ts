import { AwsError } from "../aws-error.ts";
import type { Call } from "../service.ts";
import type { KinesisContext } from "./context.ts";
import { optional, type Reader, text } from "./input.ts";
import type { Stream } from "./stream.ts";

/** Rule: Kinesis API reference, StreamName and StreamARN. */
export const streamName: Reader<string> = text({ min: 1, max: 128, pattern: "[a-zA-Z0-9_.-]+" });
export const streamArn: Reader<string> = text({
  min: 1,
  max: 2048,
  pattern: "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+",
});

export const shardIdText: Reader<string> = text({ min: 1, max: 128, pattern: "[a-zA-Z0-9_.-]+" });

/** The members that name a stream: either will do, and both when they agree. */
export const STREAM_TARGET = { StreamName: optional(streamName), StreamARN: optional(streamArn) };

export interface StreamTarget {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

export function arnOf(region: string, accountId: string, name: string): string {
  return `arn:aws:kinesis:${region}:${accountId}:stream/${name}`;
}

/** @throws AwsError ResourceNotFoundException; InvalidArgumentException when the target is unclear */
export function findStream(context: KinesisContext, call: Call, target: StreamTarget): Stream {
  const name = nameOf(target);
  const arn = arnOf(call.region, context.accountId, name);
  const stream = context.streams.get(arn);
  if (stream === undefined || (target.StreamARN ?? arn) !== arn) throw streamNotFound(context, name);
  return stream;
}

/** For operations that may not overlap another change. @throws AwsError ResourceInUseException otherwise */
export function findActiveStream(context: KinesisContext, call: Call, target: StreamTarget): Stream {
  const stream = findStream(context, call, target);
  const { name, status } = stream.state;
  if (status !== "ACTIVE") {
    throw new AwsError(
      "ResourceInUseException",
      `Stream ${name} under account ${context.accountId} not ACTIVE, instead in state ${status}`,
    );
  }
  return stream;
}

function nameOf({ StreamName, StreamARN }: StreamTarget): string {
  const nameInArn = StreamARN?.slice(StreamARN.indexOf(":stream/") + ":stream/".length);
  const name = StreamName ?? nameInArn;
  if (name === undefined) throw invalidArgument("Either StreamName or StreamARN must be provided.");
  if (nameInArn !== undefined && nameInArn !== name) {
    throw invalidArgument(`StreamName ${name} and StreamARN ${StreamARN} name different streams.`);
  }
  return name;
}

export function streamNotFound(context: Pick<KinesisContext, "accountId">, name: string): AwsError {
  return new AwsError(
    "ResourceNotFoundException",
    `Stream ${name} under account ${context.accountId} not found.`,
  );
}

export function shardNotFound(context: KinesisContext, stream: string, shardId: string): AwsError {
  return new AwsError(
    "ResourceNotFoundException",
    `Shard ${shardId} in stream ${stream} under account ${context.accountId} does not exist`,
  );
}

export function invalidArgument(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}
