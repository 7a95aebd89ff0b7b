import { AwsError } from "../aws-error.ts";
import type { Problem } from "./problem.ts";

/**
 * The error code of a broken constraint, by service. DynamoDB's emulator and S3 check their requests themselves, in
 * their own words.
 */
const constraintCodes: Readonly<Record<string, string>> = {
  iam: "ValidationError",
  kinesis: "ValidationException",
  lambda: "ValidationException",
  logs: "InvalidParameterException",
  sts: "ValidationError",
  tagging: "InvalidParameterException",
};

/** What cannot be parsed, by service. */
const typeCodes: Readonly<Record<string, string>> = { iam: "MalformedInput", sts: "MalformedInput" };

/** Whether a service's requests are refused when its model does not allow them. */
export const isRefusedByModel = (service: string): boolean => Object.hasOwn(constraintCodes, service);

/**
 * AWS's answer to a request with these problems.
 * @returns undefined when AWS accepts it: unknown members alone are ignored, as AWS ignores them
 */
export function refusalOf(service: string, problems: readonly Problem[]): AwsError | undefined {
  const code = constraintCodes[service];
  if (code === undefined) return undefined;
  const wrongType = problems.find(({ kind }) => kind === "type");
  if (wrongType !== undefined)
    return new AwsError(typeCodes[service] ?? "SerializationException", wrongType.text);
  const broken = problems.filter(({ kind }) => kind === "constraint");
  if (broken.length === 0) return undefined;
  const count = broken.length === 1 ? "1 validation error" : `${broken.length} validation errors`;
  return new AwsError(code, `${count} detected: ${broken.map(({ text }) => text).join("; ")}`);
}
