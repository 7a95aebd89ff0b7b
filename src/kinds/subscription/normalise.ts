import type { Tags } from "../../api/resource.ts";
import type { Health, NextLook } from "../../core/observation.ts";
import type { JsonValue } from "../../core/plan.ts";
import { mappingDefaults } from "./defaults.ts";
import type { SubscriptionFields } from "./desired.ts";

/** A mapping's row as AWS gives it, as far as it is managed. */
export interface MappingRow {
  readonly UUID?: string | undefined;
  readonly State?: string | undefined;
  readonly LastProcessingResult?: string | undefined;
  readonly StartingPosition?: string | undefined;
  readonly BatchSize?: number | undefined;
  readonly MaximumBatchingWindowInSeconds?: number | undefined;
  readonly ParallelizationFactor?: number | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumRecordAgeInSeconds?: number | undefined;
  readonly BisectBatchOnFunctionError?: boolean | undefined;
  readonly FunctionResponseTypes?: readonly string[] | undefined;
  readonly FilterCriteria?:
    | { readonly Filters?: readonly { readonly Pattern?: string | undefined }[] | undefined }
    | undefined;
  readonly DestinationConfig?:
    | { readonly OnFailure?: { readonly Destination?: string | undefined } | undefined }
    | undefined;
  readonly KMSKeyArn?: string | undefined;
}

/** A row in the manifest's words, with Lambda's defaults where it says nothing. */
export function toSubscriptionFields(row: MappingRow, tags: Tags): SubscriptionFields {
  const onFailureArn = row.DestinationConfig?.OnFailure?.Destination || undefined;
  const enabled = isEnabled(row.State);
  return {
    ...batching(row),
    ...retrying(row),
    filter: (row.FilterCriteria?.Filters ?? []).map(({ Pattern = "" }) => toPattern(Pattern)),
    ...(onFailureArn !== undefined && { onFailureArn }),
    ...(enabled !== undefined && { enabled }),
    startingPosition: row.StartingPosition ?? "",
    tags,
  };
}

function batching(row: MappingRow) {
  return {
    batchSize: row.BatchSize ?? mappingDefaults.batchSize,
    batchWindowSeconds: row.MaximumBatchingWindowInSeconds ?? mappingDefaults.batchWindowSeconds,
    parallelizationFactor: row.ParallelizationFactor ?? mappingDefaults.parallelizationFactor,
  };
}

function retrying(row: MappingRow) {
  return {
    maxRetryAttempts: row.MaximumRetryAttempts ?? mappingDefaults.maxRetryAttempts,
    maxRecordAgeSeconds: row.MaximumRecordAgeInSeconds ?? mappingDefaults.maxRecordAgeSeconds,
    bisectOnError: row.BisectBatchOnFunctionError ?? mappingDefaults.bisectOnError,
    reportBatchItemFailures: (row.FunctionResponseTypes ?? []).includes("ReportBatchItemFailures"),
  };
}

/** What is no JSON is kept as text: it differs from every declared pattern. */
function toPattern(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** AWS returns no such member: it is told by the state, and not at all by one on its way to either. */
function isEnabled(state: string | undefined): boolean | undefined {
  if (state === "Enabled" || state === "Enabling") return true;
  return state === "Disabled" || state === "Disabling" ? false : undefined;
}

/** Fields the row cannot tell: lists leave out filters that are encrypted with a key of one's own. */
export function unreadableOf(row: MappingRow): readonly string[] {
  return [...(isEnabled(row.State) === undefined ? ["enabled"] : []), ...(row.KMSKeyArn ? ["filter"] : [])];
}

/** A function that fails its batches makes no mapping unhealthy. */
export function healthOf({ State }: MappingRow, next: NextLook): Health {
  if (State === "Enabled" || State === "Disabled") return { kind: "ready" };
  return { kind: "progressing", reason: `the mapping is ${State}`, ...next };
}

export function problemOf({ LastProcessingResult }: MappingRow): string | undefined {
  return LastProcessingResult?.startsWith("PROBLEM") ? LastProcessingResult : undefined;
}
