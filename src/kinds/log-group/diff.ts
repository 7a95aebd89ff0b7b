import type { Field } from "../../core/diff.ts";
import { tagField } from "../../core/tag-diff.ts";

/**
 * A destination is looked for only where one is or was declared: no list tells which groups forward, and asking each
 * group is allowed five times a second.
 */
export const logGroupFields: readonly Field[] = [
  { path: "retentionDays" },
  { path: "kmsKeyArn" },
  { path: "destination", optional: {} },
  tagField,
];
