import { AwsError } from "../aws-error.ts";
import type { Dialect } from "../members.ts";

/** How CloudWatch Logs refuses input. */
export const logsDialect: Dialect = {
  invalid: "InvalidParameterException",
  missing: "InvalidParameterException",
  unsupported: "InvalidParameterException",
};

export const invalidParameter = (message: string) => new AwsError("InvalidParameterException", message);

export const noSuchGroup = () =>
  new AwsError("ResourceNotFoundException", "The specified log group does not exist.");

export const noSuchStream = () =>
  new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");

export const groupExists = () =>
  new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");

export const streamExists = () =>
  new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists");

export const badToken = () => invalidParameter("The specified nextToken is invalid.");
