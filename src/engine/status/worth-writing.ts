import { canonical } from "../../core/canonical.ts";
import type { Condition } from "../../core/condition.ts";
import type { ResourceRow } from "../../core/resource-row.ts";

/** How far AWS has come changes by the second; the reason says enough. */
const passing = new Set(["Progressing", "Creating", "Updating"]);

/**
 * Whether a row says anything new. Counters, revisions and lines are brought up to date by the next write: a
 * commit that changes nothing of a resource, or a scan that finds nothing, writes nothing.
 */
export function isWorthWriting(previous: ResourceRow | undefined, next: ResourceRow): boolean {
  if (previous === undefined || previous.version === 0) return true;
  return canonical(tidings(previous)) !== canonical(tidings(next));
}

function tidings(row: ResourceRow): unknown {
  return {
    ...row,
    conditions: row.conditions.map(withoutPassing),
    source: undefined,
    lastAttemptedRevision: undefined,
    lastAppliedRevision: undefined,
    counters: undefined,
    updatedAt: undefined,
    epoch: undefined,
    version: undefined,
  };
}

function withoutPassing(condition: Condition): unknown {
  return passing.has(condition.reason) ? { ...condition, message: undefined } : condition;
}
