import type { JsonObject } from "../service.ts";
import type { MappingOptions } from "./mapping-row.ts";
import { constraintBroken, invalidParameter, notSupported } from "./member-errors.ts";
import { compileFilter } from "./record-filter.ts";
import { PatternError } from "./value-matcher.ts";

type Patch = { -readonly [Option in keyof MappingOptions]?: MappingOptions[Option] };

/**
 * Reads the options that create and update share. A member that is absent stays out of the patch: it means
 * "unchanged". Members of AWS that are not honoured are refused, unless they hold their reset value.
 * @throws AwsError ValidationException or InvalidParameterValueException
 * Rule: AWS Lambda API, UpdateEventSourceMapping.
 */
export function readOptions(input: JsonObject): Patch {
  const patch: Patch = {};
  for (const [member, value] of Object.entries(input)) {
    if (value === undefined || value === null) continue;
    const read = READERS[member];
    if (read !== undefined) Object.assign(patch, read(value, member));
    else if (!isUnset(member, value)) throw notSupported(member);
  }
  return patch;
}

type Reader = (value: unknown, member: string) => Patch;

const READERS: Readonly<Record<string, Reader>> = {
  BatchSize: integer(1, 10_000),
  MaximumBatchingWindowInSeconds: integer(0, 300),
  ParallelizationFactor: integer(1, 10),
  MaximumRetryAttempts: integer(-1, 10_000),
  MaximumRecordAgeInSeconds: readRecordAge,
  BisectBatchOnFunctionError: (value, member) => ({ [member]: readBoolean(value, member) }),
  FunctionResponseTypes: readResponseTypes,
  FilterCriteria: readFilterCriteria,
  DestinationConfig: readDestinationConfig,
};

function integer(least: number, most: number): Reader {
  return (value, member) => ({ [member]: readInteger(value, member, { least, most }) });
}

function readInteger(
  value: unknown,
  member: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (typeof value !== "number" || !Number.isInteger(value))
    throw constraintBroken(value, member, "be an integer");
  if (value < least) throw constraintBroken(value, member, `have value greater than or equal to ${least}`);
  if (value > most) throw constraintBroken(value, member, `have value less than or equal to ${most}`);
  return value;
}

/** @throws AwsError ValidationException */
export function readBoolean(value: unknown, member: string): boolean {
  if (typeof value !== "boolean") throw constraintBroken(value, member, "be a boolean");
  return value;
}

function readRecordAge(value: unknown, member: string): Patch {
  const age = readInteger(value, member, { least: -1, most: 604_800 });
  if (age !== -1 && age < 60) {
    throw invalidParameter(`${member} must be -1, or between 60 and 604800`);
  }
  return { MaximumRecordAgeInSeconds: age };
}

function readResponseTypes(value: unknown, member: string): Patch {
  const types = readList(value, member);
  const other = types.find((type) => type !== "ReportBatchItemFailures");
  if (other !== undefined || types.length > 1) {
    throw constraintBroken(
      JSON.stringify(value),
      member,
      "satisfy enum value set: [ReportBatchItemFailures]",
    );
  }
  return { FunctionResponseTypes: types.map(String) };
}

const MOST_FILTERS = 5;
const LONGEST_PATTERN = 4_096;

function readFilterCriteria(value: unknown, member: string): Patch {
  const filters = readList(readObject(value, member)["Filters"] ?? [], `${member}.Filters`);
  if (filters.length > MOST_FILTERS) {
    throw invalidParameter(`Exceeded the limit of ${MOST_FILTERS} filters per event source mapping`);
  }
  const filterPatterns = filters.map((filter) => readPattern(readObject(filter, `${member}.Filters`)));
  try {
    compileFilter(filterPatterns);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw invalidParameter(`Invalid filter pattern definition. ${error.message}`);
  }
  return { filterPatterns };
}

function readPattern(filter: JsonObject): string {
  const pattern = filter["Pattern"];
  if (typeof pattern !== "string")
    throw invalidParameter("Invalid filter pattern definition. Pattern is missing");
  if (pattern.length > LONGEST_PATTERN) {
    throw constraintBroken(pattern, "pattern", `have length less than or equal to ${LONGEST_PATTERN}`);
  }
  return pattern;
}

const DESTINATION_ARN = /^arn:aws[a-zA-Z-]*:(?:sqs:[^:]+:\d{12}:|sns:[^:]+:\d{12}:|s3:::)[^:]+$/;
const LONGEST_ARN = 350;

function readDestinationConfig(value: unknown, member: string): Patch {
  const config = readObject(value, member);
  if (Object.keys(readObject(config["OnSuccess"] ?? {}, `${member}.OnSuccess`)).length > 0) {
    throw invalidParameter("Unsupported DestinationConfig parameter for given event source mapping type.");
  }
  const destination = readObject(config["OnFailure"] ?? {}, `${member}.OnFailure`)["Destination"] ?? "";
  if (destination === "") return { destinationArn: undefined };
  if (
    typeof destination !== "string" ||
    destination.length > LONGEST_ARN ||
    !DESTINATION_ARN.test(destination)
  ) {
    throw invalidParameter(
      `The provided destination config is invalid: ${String(destination)} is no ARN of an SQS queue, an SNS topic or an S3 bucket`,
    );
  }
  return { destinationArn: destination };
}

/** Values that ask for nothing. */
function isUnset(member: string, value: unknown): boolean {
  if (member === "TumblingWindowInSeconds") return value === 0;
  if (member === "KMSKeyArn") return value === "";
  if (member === "MetricsConfig")
    return readList(readObject(value, member)["Metrics"] ?? [], member).length === 0;
  return false;
}

/** @throws AwsError ValidationException */
export function readObject(value: unknown, member: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw constraintBroken(value, member, "be a structure");
  }
  return value as JsonObject;
}

function readList(value: unknown, member: string): readonly unknown[] {
  if (!Array.isArray(value)) throw constraintBroken(value, member, "be a list");
  return value;
}
