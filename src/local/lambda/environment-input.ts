import { AwsError } from "../aws-error.ts";
import { validationMessage } from "../members.ts";
import { invalidParameter } from "./errors.ts";

const keyPattern = /^[a-zA-Z][a-zA-Z0-9_]+$/;
const maxBytes = 4096;

/** Source: Lambda, "Defined runtime environment variables": the reserved ones. */
const reserved = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

/**
 * @throws AwsError InvalidParameterValueException for reserved names or more than 4 KB in all, ValidationException
 *   for a name that breaks the pattern
 */
export function checkEnvironment(variables: Readonly<Record<string, string>>): void {
  const names = Object.keys(variables);
  const taken = names.filter((name) => reserved.has(name));
  if (taken.length > 0) {
    throw invalidParameter(
      "Lambda was unable to configure your environment variables because the environment variables you have provided " +
        "contains reserved keys that are currently not supported for modification. " +
        `Reserved keys used in this request: ${taken.join(", ")}`,
    );
  }
  const bad = names.find((name) => !keyPattern.test(name));
  if (bad !== undefined) {
    const rule = `Map keys must satisfy constraint: [Member must satisfy regular expression pattern: ${keyPattern.source}]`;
    throw new AwsError("ValidationException", validationMessage(bad, "environment.variables", rule));
  }
  if (Buffer.byteLength(JSON.stringify(variables)) > maxBytes) {
    throw invalidParameter(
      "Lambda was unable to configure your environment variables because the environment variables you have provided " +
        "exceeded the 4KB limit.",
    );
  }
}
