import type { JsonValue } from "./plan.ts";

/**
 * JSON text that is equal for equal values: members sorted by code unit, members without a value left out.
 * The order of arrays counts.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
}

export function sameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonical(a) === canonical(b);
}

/** Arrays are compared as sets; anything else as `sameValue`. */
export function sameSet(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return sameValue(a, b);
  return sameValue(sortedSet(a), sortedSet(b));
}

function sortedSet(values: readonly JsonValue[]): readonly string[] {
  return [...new Set(values.map(canonical))].sort(compareText);
}

/** By code unit, so that no machine's locale changes an order. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
