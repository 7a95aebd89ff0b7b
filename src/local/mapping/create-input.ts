import type { Call, JsonObject } from "../service.ts";
import { toFunctionArn } from "./function-arn.ts";
import type { StartingPosition } from "./mapping-row.ts";
import { constraintBroken, invalidParameter, notSupported } from "./member-errors.ts";

const STREAM_ARN = /^arn:aws[a-zA-Z-]*:kinesis:(?<region>[^:]+):(?<account>\d{12}):stream\/[\w.-]{1,128}$/;
const CONSUMER_ARN = /^arn:aws[a-zA-Z-]*:kinesis:[^:]+:\d{12}:stream\/[^/]+\/consumer\//;
/** Sources that AWS knows besides Kinesis. */
const OTHER_SOURCE = /^arn:aws[a-zA-Z-]*:(sqs|dynamodb|kafka|mq|rds|docdb):/;

/**
 * @returns the ARN of the stream to read
 * @throws AwsError InvalidParameterValueException for any source but a Kinesis stream of the caller's
 */
export function readStreamArn(input: JsonObject, { region, accountId }: Call): string {
  const arn = input["EventSourceArn"] ?? "";
  if (typeof arn !== "string") throw constraintBroken(arn, "EventSourceArn", "be a string");
  if (CONSUMER_ARN.test(arn)) throw notSupported("An enhanced fan-out consumer as event source");
  const other = OTHER_SOURCE.exec(arn)?.[1];
  if (other !== undefined) throw notSupported(`An event source of ${other}`);
  const parts = STREAM_ARN.exec(arn)?.groups;
  if (parts === undefined) throw invalidParameter("Unrecognized event source.");
  if (parts["region"] !== region || parts["account"] !== accountId) {
    throw invalidParameter(`Stream not found: ${arn}`);
  }
  return arn;
}

/** @throws AwsError ValidationException when it is missing, InvalidParameterValueException when it is no such name */
export function readFunctionArn(input: JsonObject, caller: Call): string {
  const name = input["FunctionName"];
  if (name === undefined || name === null) throw constraintBroken("null", "FunctionName", "not be null");
  const arn = toFunctionArn(String(name), caller);
  if (arn === undefined) throw invalidParameter("Function does not exist");
  return arn;
}

export interface Start {
  readonly startingPosition: StartingPosition;
  /** Epoch milliseconds, of AT_TIMESTAMP only. */
  readonly startingTimestampMs: number | undefined;
}

const POSITIONS: readonly string[] = ["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"];

/** @throws AwsError when the position is missing or unknown, or the timestamp does not go with it */
export function readStart(input: JsonObject, now: number): Start {
  const position = input["StartingPosition"];
  if (position === undefined || position === null) {
    throw invalidParameter(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  }
  if (typeof position !== "string" || !POSITIONS.includes(position)) {
    throw constraintBroken(position, "StartingPosition", `satisfy enum value set: [${POSITIONS.join(", ")}]`);
  }
  return {
    startingPosition: position as StartingPosition,
    startingTimestampMs: readTimestamp(input["StartingPositionTimestamp"] ?? undefined, position, now),
  };
}

function readTimestamp(seconds: unknown, position: string, now: number): number | undefined {
  if (position !== "AT_TIMESTAMP") {
    if (seconds === undefined) return undefined;
    throw invalidParameter("Timestamp only valid with StartingPosition AT_TIMESTAMP");
  }
  if (typeof seconds !== "number") throw invalidParameter("StartingPosition AT_TIMESTAMP needs a timestamp");
  const milliseconds = Math.round(seconds * 1000);
  if (milliseconds < 0 || milliseconds > now) {
    throw invalidParameter("StartingPositionTimestamp must be in the past");
  }
  return milliseconds;
}
