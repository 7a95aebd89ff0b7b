import { AwsError } from "../aws-error.ts";
import type { Dialect } from "../members.ts";

/** How Lambda refuses input. Texts as recorded against AWS. */
export const lambdaDialect: Dialect = {
  invalid: "ValidationException",
  missing: "ValidationException",
  unsupported: "InvalidParameterValueException",
};

export const invalidParameter = (message: string) => new AwsError("InvalidParameterValueException", message);

export const notSupported = (what: string) =>
  invalidParameter(`${what} is not supported by the embedded AWS`);

export const functionNotFound = (arn: string) =>
  new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, 404);

export const noPolicy = () =>
  new AwsError("ResourceNotFoundException", "No policy is associated with the given resource.", 404);

export const noSuchStatement = (sid: string) =>
  new AwsError("ResourceNotFoundException", `Statement ${sid} is not found in resource policy.`, 404);

export const policyTooLong = (size: number, max: number) =>
  new AwsError(
    "PolicyLengthExceededException",
    `The final policy size (${size}) is bigger than the limit (${max}).`,
  );

export const conflict = (message: string) => new AwsError("ResourceConflictException", message, 409);

export const functionExists = (name: string) => conflict(`Function already exist: ${name}`);

export const functionPending = () =>
  conflict(
    "The operation cannot be performed at this time. The function is currently in the following state: Pending",
  );

export const updateInProgress = (arn: string) =>
  conflict(`The operation cannot be performed at this time. An update is in progress for resource: ${arn}`);

export const staleRevision = () =>
  new AwsError(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction API to retrieve the latest Revision Id",
    412,
  );

export const roleNotAssumable = () =>
  invalidParameter("The role defined for the function cannot be assumed by Lambda.");

export const imageForZip = () =>
  invalidParameter("Please don't provide ImageUri when updating a function with packageType Zip.");

export const codeStorageExceeded = () =>
  new AwsError("CodeStorageExceededException", "Code storage limit exceeded.");

export const throttled = () =>
  new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
  });

export const tooLarge = (message: string) => new AwsError("RequestEntityTooLargeException", message, 413);
