import type { SourceLocation } from "./resource.ts";

/** One finding about the input. All are collected; none stops the search for the next. */
export interface Diagnostic extends SourceLocation {
  readonly severity: "error" | "warning";
  /** CamelCase and stable, e.g. `UnknownKey`, `DanglingReference`; listed in docs/validation.md. */
  readonly code: string;
  /** What is wrong, naming the value; starts lower-case. */
  readonly message: string;
  /** What to do about it. */
  readonly suggestion?: string;
}

/** `path:line:column code message (suggestion)` */
export function formatDiagnostic(found: Diagnostic): string {
  const hint = found.suggestion === undefined ? "" : ` (${found.suggestion})`;
  return `${found.file}:${found.line}:${found.column} ${found.code} ${found.message}${hint}`;
}
