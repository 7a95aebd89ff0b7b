import { AwsError } from "../aws-error.ts";
import type { Dialect } from "../members.ts";

/** How SQS refuses input. */
export const sqsDialect: Dialect = {
  invalid: "InvalidParameterValue",
  missing: "MissingParameter",
  unsupported: "UnsupportedOperation",
};

export const noSuchQueue = () => new AwsError("QueueDoesNotExist", "The specified queue does not exist.");

export const unsupported = (what: string) =>
  new AwsError("UnsupportedOperation", `${what} is not supported by the embedded AWS`);

export const invalidParameter = (message: string) => new AwsError("InvalidParameterValue", message);
