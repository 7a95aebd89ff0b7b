import type { PrimitiveKind } from "../../api/resource.ts";
import { compareText } from "../../core/canonical.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { isRebuilt } from "./rebuilt-row.ts";

/** What needs others goes before them. */
const removalRank: Readonly<Record<PrimitiveKind, number>> = {
  Subscription: 0,
  Function: 1,
  LogGroup: 2,
  Stream: 3,
  Role: 4,
};

/** In which order removals are started; what must really wait is told by `holdersOf`. */
export function byRemovalOrder(a: ResourceRow, b: ResourceRow): number {
  return removalRank[a.kind] - removalRank[b.kind] || compareText(a.key, b.key);
}

/**
 * The rows whose resources need this one, and must be gone before it: declared ones, those being deleted, and
 * released ones, which would stop working as well. In key order.
 */
export function holdersOf(row: ResourceRow, rows: readonly ResourceRow[]): readonly ResourceRow[] {
  return rows
    .filter((other) => other.key !== row.key && needs(other, row))
    .toSorted((a, b) => compareText(a.key, b.key));
}

/** A function found again by its tags may use any role of its environment. */
function needs(dependent: ResourceRow, row: ResourceRow): boolean {
  if (dependent.dependsOn.includes(row.key)) return true;
  const mayNeedAnyRole = dependent.kind === "Function" && isRebuilt(dependent);
  return mayNeedAnyRole && row.kind === "Role" && dependent.environment === row.environment;
}
