import { sameSet } from "../../core/canonical.ts";
import type { Field } from "../../core/diff.ts";
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
  { path: "enabled", onlyIfDeclared: true },
] as const satisfies readonly Field[];

/** Replacing a mapping would throw its checkpoint away, so a live one keeps the position it started from. */
export const subscriptionFields: readonly Field[] = [
  ...settingFields,
  { path: "startingPosition", immutable: true },
  tagField,
];
