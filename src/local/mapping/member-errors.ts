import { AwsError } from "../aws-error.ts";

/** 400: the value is well formed but cannot be used. */
export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}

/** 400: the value breaks a constraint of the API model. */
export function constraintBroken(value: unknown, member: string, constraint: string): AwsError {
  const path = member.charAt(0).toLowerCase() + member.slice(1);
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${String(value)}' at '${path}' failed to satisfy constraint: Member must ${constraint}`,
  );
}

/** 400: AWS knows it, the embedded AWS does not. */
export function notSupported(what: string): AwsError {
  return invalidParameter(`${what} is not supported by the embedded AWS`);
}
