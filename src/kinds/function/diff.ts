import type { Field } from "../../core/diff.ts";
import { tagField } from "../../core/tag-diff.ts";

/** Written by UpdateFunctionConfiguration. */
export const configurationFields = [
  { path: "handler" },
  { path: "runtime" },
  { path: "description" },
  { path: "timeoutSeconds" },
  { path: "memoryMb" },
  { path: "ephemeralStorageMb" },
  { path: "environment", map: "exact", sensitive: true },
  { path: "layers" },
  { path: "vpc" },
  { path: "role" },
  { path: "tracing" },
  { path: "logFormat" },
  { path: "logGroup" },
] as const satisfies readonly Field[];

/** Written by UpdateFunctionCode: the architecture changes only together with the code. */
export const codeFields = [
  { path: "source", onlyIfDeclared: true },
  { path: "architecture" },
] as const satisfies readonly Field[];

export const functionFields: readonly Field[] = [
  ...configurationFields,
  ...codeFields,
  { path: "reservedConcurrency", optional: { isBrake: true } },
  tagField,
];
