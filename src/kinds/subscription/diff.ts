import { sameSet } from "../../core/canonical.ts";
import { type InAws, type KindField, writing } from "../../core/field-in-aws.ts";
import type { JsonValue } from "../../core/plan.ts";
import { tagField } from "../../core/tag-diff.ts";
import { mappingDefaults } from "./defaults.ts";

const create = "lambda:CreateEventSourceMapping";
export const updateMapping = "lambda:UpdateEventSourceMapping";

type Sent = Pick<InAws, "byDefault" | "echo">;

/** A member by the same name in both calls. @param reset what unsets it: an absent member changes nothing */
function setting(member: string, reset: string, sent: Sent = {}): InAws {
  const change = writing(updateMapping, member);
  return {
    create: writing(create, member),
    update: [change],
    reset: { ...change, value: reset },
    seen: "list",
    ...sent,
  };
}

/** A field of one value, whose default the call spells out. */
function plain<Path extends keyof typeof mappingDefaults>(path: Path, member: string) {
  const byDefault = mappingDefaults[path];
  return { path, aws: setting(member, String(byDefault), { byDefault }) };
}

/** Written by UpdateEventSourceMapping. */
export const settingFields = [
  plain("batchSize", "BatchSize"),
  plain("batchWindowSeconds", "MaximumBatchingWindowInSeconds"),
  plain("parallelizationFactor", "ParallelizationFactor"),
  plain("maxRetryAttempts", "MaximumRetryAttempts"),
  plain("maxRecordAgeSeconds", "MaximumRecordAgeInSeconds"),
  plain("bisectOnError", "BisectBatchOnFunctionError"),
  {
    path: "reportBatchItemFailures",
    aws: setting("FunctionResponseTypes", "[]", {
      byDefault: mappingDefaults.reportBatchItemFailures,
      echo: "whether ReportBatchItemFailures is among them",
    }),
  },
  {
    path: "filter",
    isSame: sameSet,
    aws: setting("FilterCriteria", "{}", {
      echo: "a set of patterns, as JSON values; unknown where a key of one's own encrypts them",
    }),
  },
  {
    path: "onFailureArn",
    aws: setting("DestinationConfig.OnFailure.Destination", '""', { echo: "absent or empty is none" }),
  },
  {
    path: "enabled",
    optional: { unset: mappingDefaults.enabled, isBrake: true },
    aws: setting("Enabled", "true", {
      byDefault: mappingDefaults.enabled,
      echo: "from the state: Enabled and Enabling, Disabled and Disabling; unknown in the others",
    }),
  },
] as const satisfies readonly KindField[];

/** Replacing a mapping would throw its checkpoint away, so a live one keeps the position it started from. */
export const subscriptionFields: readonly KindField[] = [
  ...settingFields,
  {
    path: "startingPosition",
    immutable: true,
    isSame: samePosition,
    aws: {
      create: writing(create, "StartingPosition"),
      update: [],
      seen: "list",
      echo: "AT_TIMESTAMP, of a mapping that was made again, is as good as the declared one",
    },
  },
  {
    ...tagField,
    aws: {
      create: writing(create, "Tags"),
      update: [writing("lambda:TagResource", "Tags")],
      reset: { ...writing("lambda:UntagResource", "TagKeys"), value: "taken off" },
      seen: "deep",
      echo: "of declared tags only; by the tagging index where it has mappings, else ListTags",
    },
  },
];

/** One that was made again goes on from a point in time: where it first started no longer matters. */
function samePosition(wanted: JsonValue | undefined, found: JsonValue | undefined): boolean {
  return wanted === found || found === "AT_TIMESTAMP";
}
