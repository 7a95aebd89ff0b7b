import type { Clock } from "../clock.ts";
import type { RoleRow } from "./role-store.ts";

/** When a change of a role's policies begins to count for the services that ask what the role may do. */
export interface LatePolicies {
  /** The role with other policies, and with what services go by until they know of them. */
  change(row: RoleRow, policies: Partial<Pick<RoleRow, "inline" | "attached">>): RoleRow;
  /** What services go by. */
  seenOf(row: RoleRow): Pick<RoleRow, "inline" | "attached">;
}

/**
 * IAM is eventually consistent: a policy counts `propagationMs` after it was given or taken. Changes that follow one
 * another faster than that are seen together, after the last of them.
 * @param propagationMs clock milliseconds, 0 or more
 */
export function createLatePolicies(clock: Clock, propagationMs: number): LatePolicies {
  const seenOf = (row: RoleRow) => {
    const { before } = row;
    return before !== undefined && clock.now() < before.until ? before : row;
  };
  return {
    seenOf,
    change: (row, policies) => {
      const { inline, attached } = seenOf(row);
      const { before: _, ...changed } = { ...row, ...policies };
      if (propagationMs === 0) return changed;
      return { ...changed, before: { inline, attached, until: clock.now() + propagationMs } };
    },
  };
}
