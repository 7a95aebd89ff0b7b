import type { TaggedRow } from "../once-tagged.ts";
import type { JsonObject } from "../service.ts";
import type { ShardPosition } from "./ports.ts";
import type { Settings } from "./settings.ts";

export type SettledState = "Enabled" | "Disabled";
export type MappingState = SettledState | "Creating" | "Enabling" | "Disabling" | "Updating" | "Deleting";

/** What UpdateEventSourceMapping can change, with AWS's names and units. */
export interface MappingOptions {
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly ParallelizationFactor: number;
  readonly MaximumRecordAgeInSeconds: number;
  readonly MaximumRetryAttempts: number;
  readonly BisectBatchOnFunctionError: boolean;
  readonly FunctionResponseTypes: readonly string[];
  /** Filter patterns in the order given. */
  readonly filterPatterns: readonly string[];
  readonly destinationArn: string | undefined;
}

/** Echoed when a create leaves them out. Rule: recorded answers of CreateEventSourceMapping for Kinesis. */
export const DEFAULT_OPTIONS: MappingOptions = {
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 0,
  ParallelizationFactor: 1,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  BisectBatchOnFunctionError: false,
  FunctionResponseTypes: [],
  filterPatterns: [],
  destinationArn: undefined,
};

export type StartingPosition = "TRIM_HORIZON" | "LATEST" | "AT_TIMESTAMP";

/** A mapping as it is stored, by ARN. */
export interface MappingRow extends TaggedRow {
  readonly uuid: string;
  readonly arn: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly startingPosition: StartingPosition;
  /** Epoch milliseconds, of AT_TIMESTAMP. */
  readonly startingTimestampMs: number | undefined;
  readonly options: MappingOptions;
  readonly state: MappingState;
  /** What a transitional state ends in, and when (clock milliseconds). */
  readonly settlesTo: SettledState | "Deleted";
  readonly settlesAt: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly lastResult: string;
}

export function isSettled(row: MappingRow): boolean {
  return row.state === "Enabled" || row.state === "Disabled";
}

/** The answer of every operation but List's page around it. There is no `Enabled`, and no tags. */
export function describeMapping(row: MappingRow): JsonObject {
  const { filterPatterns, destinationArn, ...echoed } = row.options;
  return {
    UUID: row.uuid,
    EventSourceMappingArn: row.arn,
    EventSourceArn: row.streamArn,
    FunctionArn: row.functionArn,
    StartingPosition: row.startingPosition,
    ...(row.startingTimestampMs === undefined
      ? {}
      : { StartingPositionTimestamp: row.startingTimestampMs / 1000 }),
    ...echoed,
    TumblingWindowInSeconds: 0,
    DestinationConfig: { OnFailure: destinationArn === undefined ? {} : { Destination: destinationArn } },
    ...(filterPatterns.length === 0
      ? {}
      : { FilterCriteria: { Filters: filterPatterns.map((Pattern) => ({ Pattern })) } }),
    State: row.state,
    StateTransitionReason: "User action",
    LastProcessingResult: row.lastResult,
    LastModified: row.modifiedAt / 1000,
  };
}

export function toSettings(options: MappingOptions): Settings {
  return {
    batchSize: options.BatchSize,
    windowMs: options.MaximumBatchingWindowInSeconds * 1000,
    parallelizationFactor: options.ParallelizationFactor,
    maxRetryAttempts: unlessUnlimited(options.MaximumRetryAttempts),
    maxRecordAgeMs: unlessUnlimited(options.MaximumRecordAgeInSeconds) * 1000,
    bisectOnError: options.BisectBatchOnFunctionError,
    reportItemFailures: options.FunctionResponseTypes.includes("ReportBatchItemFailures"),
  };
}

function unlessUnlimited(value: number): number {
  return value === -1 ? Number.POSITIVE_INFINITY : value;
}

/**
 * Where a shard without a checkpoint is read from. LATEST is the moment of creation, so that it means the
 * same for shards that a later reshard adds; a clock that ran faster in an earlier run may be past now.
 */
export function startOf(row: MappingRow, now: number): ShardPosition {
  if (row.startingPosition === "TRIM_HORIZON") return { kind: "TRIM_HORIZON" };
  return { kind: "AT_TIMESTAMP", timestampMs: row.startingTimestampMs ?? Math.min(row.createdAt, now) };
}
