import { sameSet } from "../../core/canonical.ts";
import type { Field } from "../../core/diff.ts";
import type { JsonValue } from "../../core/plan.ts";
import { tagField } from "../../core/tag-diff.ts";

/** Written by UpdateEventSourceMapping. */
export const settingFields = [
  { path: "batchSize" },
  { path: "batchWindowSeconds" },
  { path: "parallelizationFactor" },
  { path: "maxRetryAttempts" },
  { path: "maxRecordAgeSeconds" },
  { path: "bisectOnError" },
  { path: "reportBatchItemFailures" },
  { path: "filter", isSame: sameSet },
  { path: "onFailureArn" },
  { path: "enabled", optional: { unset: true, isBrake: true } },
] as const satisfies readonly Field[];

/** Replacing a mapping would throw its checkpoint away, so a live one keeps the position it started from. */
export const subscriptionFields: readonly Field[] = [
  ...settingFields,
  { path: "startingPosition", immutable: true, isSame: samePosition },
  tagField,
];

/** One that was made again goes on from a point in time: where it first started no longer matters. */
function samePosition(wanted: JsonValue | undefined, found: JsonValue | undefined): boolean {
  return wanted === found || found === "AT_TIMESTAMP";
}
