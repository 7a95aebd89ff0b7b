import {
  UpdateEventSourceMappingCommand,
  type UpdateEventSourceMappingCommandInput,
} from "@aws-sdk/client-lambda";
import type { FieldCase } from "./field-cases.ts";
import { bucketArn } from "./field-surroundings.ts";
import type { ForeignChange } from "./foreign-changes.ts";

type Rest = Partial<Pick<FieldCase, "meddle" | "calls">>;

function own(
  name: string,
  values: readonly [unknown, unknown],
  shows: readonly [object, object],
  rest: Rest = {},
): FieldCase {
  const specs = [{ [name]: values[0] }, { [name]: values[1] }] as const;
  return { manifest: "Subscription", covers: [name], field: `Subscription.${name}`, specs, shows, ...rest };
}

function remap(input: Omit<UpdateEventSourceMappingCommandInput, "UUID">): ForeignChange["make"] {
  return async (by) => {
    const { UUID } = await by.mapping();
    return by.lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...input }));
  };
}

const patterns = [{ data: { kind: ["first"] } }, { data: { size: [{ numeric: [">", 1] }] } }] as const;
const shown = (...filters: readonly object[]) => ({
  FilterCriteria: { Filters: filters.map((filter) => ({ Pattern: JSON.stringify(filter) })) },
});

export const subscriptionCases: readonly FieldCase[] = [
  own("batchSize", [10, 20], [{ BatchSize: 10 }, { BatchSize: 20 }]),
  own(
    "batchWindowSeconds",
    [1, 2],
    [{ MaximumBatchingWindowInSeconds: 1 }, { MaximumBatchingWindowInSeconds: 2 }],
  ),
  own(
    "startingPosition",
    ["LATEST", "TRIM_HORIZON"],
    [{ StartingPosition: "LATEST" }, { StartingPosition: "LATEST" }],
  ),
  own("parallelizationFactor", [3, 4], [{ ParallelizationFactor: 3 }, { ParallelizationFactor: 4 }]),
  own("maxRetryAttempts", [0, 5], [{ MaximumRetryAttempts: 0 }, { MaximumRetryAttempts: 5 }]),
  own(
    "maxRecordAgeSeconds",
    [90, 120],
    [{ MaximumRecordAgeInSeconds: 90 }, { MaximumRecordAgeInSeconds: 120 }],
  ),
  own("bisectOnError", [false, true], [{}, { BisectBatchOnFunctionError: true }], {
    meddle: remap({ BisectBatchOnFunctionError: false }),
  }),
  own(
    "reportBatchItemFailures",
    [false, true],
    [{}, { FunctionResponseTypes: ["ReportBatchItemFailures"] }],
    {
      meddle: remap({ FunctionResponseTypes: [] }),
    },
  ),
  own(
    "filter",
    [[patterns[0]], [patterns[1], patterns[0]]],
    [shown(patterns[0]), shown(patterns[1], patterns[0])],
  ),
  own(
    "onFailureArn",
    [bucketArn("failed-first"), bucketArn("failed-then")],
    [
      { DestinationConfig: { OnFailure: { Destination: bucketArn("failed-first") } } },
      { DestinationConfig: { OnFailure: { Destination: bucketArn("failed-then") } } },
    ],
  ),
  own("enabled", [true, false], [{ Enabled: "yes" }, { Enabled: "no" }], {
    meddle: remap({ Enabled: true }),
  }),
  own("tags", [{ team: "x" }, { team: "y" }], [{ Tags: { team: "x" } }, { Tags: { team: "y" } }]),
];
