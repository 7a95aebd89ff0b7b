import type { DesiredSet } from "../../api/desired-set.ts";
import { type Diagnostic, formatDiagnostic } from "../../api/diagnostic.ts";
import { type PrimitiveKind, primitiveKinds } from "../../api/resource.ts";

/** One finding a line, errors and warnings told apart. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map((found) => `${found.severity === "warning" ? "warning: " : ""}${formatDiagnostic(found)}\n`)
    .join("");
}

/** What validation found, and what the files declare. */
export function formatValidation(
  set: DesiredSet,
  ignored: readonly string[],
  output: "json" | undefined,
): string {
  if (output === "json")
    return `${JSON.stringify({ diagnostics: set.diagnostics, ignored }, undefined, 2)}\n`;
  const passedOver = ignored.map((file) => `ignored: ${file} (not an xflow document)\n`).join("");
  return formatDiagnostics(set.diagnostics) + passedOver + verdict(set);
}

function verdict(set: DesiredSet): string {
  const errors = set.diagnostics.filter(({ severity }) => severity === "error").length;
  if (errors > 0) return `invalid: ${count(errors, "error")}\n`;
  const counts = primitiveKinds
    .map((kind) => [kind, kindCount(set, kind)] as const)
    .filter(([, number]) => number > 0)
    .map(([kind, number]) => count(number, kind));
  return `valid: ${counts.length > 0 ? counts.join(", ") : "nothing declared"}\n`;
}

function kindCount(set: DesiredSet, kind: PrimitiveKind): number {
  return [...set.resources.values()].filter((resource) => resource.kind === kind).length;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
