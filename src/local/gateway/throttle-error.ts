import { AwsError } from "../aws-error.ts";
import type { JsonObject } from "../service.ts";

/** A call that found its bucket empty. */
export interface MeteredCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly accountId: string;
  /** The members of its request; empty when there are none to read. */
  input(): JsonObject;
}

/** Seconds after which a bucket surely has a token again. */
const REFILL_SECONDS = 1;

/**
 * The error by which a service says that a bucket is empty; each has its own, and Kinesis the same code for its
 * quotas, told apart by the text alone.
 * Rule: the API models, and answers recorded against AWS.
 */
export function throttleError(call: MeteredCall): AwsError {
  switch (call.service) {
    case "lambda":
      return new AwsError("TooManyRequestsException", "Rate exceeded", 429, {
        Reason: "CallerRateLimitExceeded",
        retryAfterSeconds: REFILL_SECONDS,
      });
    case "kinesis":
      return new AwsError("LimitExceededException", `Rate exceeded for ${meteredIn(call)}.`);
    case "tagging":
      return new AwsError("ThrottledException", "Rate exceeded");
    case "logs":
    case "dynamodb":
      return new AwsError("ThrottlingException", "Rate exceeded");
    default:
      return new AwsError("Throttling", "Rate exceeded");
  }
}

/** A call on one stream is told of the stream, though the account's calls on all of them are counted. */
function meteredIn({ accountId, input }: MeteredCall): string {
  const { StreamName, StreamARN, ResourceARN } = input();
  const stream = [StreamName, StreamARN, ResourceARN].find((name) => typeof name === "string");
  const account = `account ${accountId}`;
  return stream === undefined
    ? account
    : `stream ${String(stream).split(":stream/").at(-1)} under ${account}`;
}
