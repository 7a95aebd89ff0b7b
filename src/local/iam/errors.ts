import { AwsError } from "../aws-error.ts";
import type { Dialect } from "../members.ts";

/** How IAM refuses input. */
export const iamDialect: Dialect = {
  invalid: "ValidationError",
  missing: "ValidationError",
  unsupported: "InvalidInput",
};

export const invalidInput = (message: string) => new AwsError("InvalidInput", message);

export const noSuchEntity = (message: string) => new AwsError("NoSuchEntity", message, 404);

export const noSuchRole = (name: string) => noSuchEntity(`The role with name ${name} cannot be found.`);

export const malformedPolicy = (message: string) => new AwsError("MalformedPolicyDocument", message);

export const limitExceeded = (message: string) => new AwsError("LimitExceeded", message, 409);

export const deleteConflict = (message: string) => new AwsError("DeleteConflict", message, 409);
