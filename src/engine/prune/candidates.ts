import type { ResourceKey } from "../../api/resource.ts";
import { compareText } from "../../core/canonical.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { deletionOf } from "./deletion-policy.ts";

/** What is to happen to the rows that nobody declares, each row in one list, each list in key order. */
export interface Candidates {
  /** Deleted in AWS: the only ones that count as deletes. */
  readonly remove: readonly ResourceRow[];
  /** Kept in AWS, and not ours to change any more. */
  readonly release: readonly ResourceRow[];
  /** Kept as ours until the policy says otherwise. */
  readonly protect: readonly ResourceRow[];
  /** Left alone until the suspension ends. */
  readonly suspended: readonly ResourceRow[];
  /** To be kept, if it was created at all: AWS has to be asked. */
  readonly unsure: readonly ResourceRow[];
  /** The same thing in AWS is declared under another key. */
  readonly moved: readonly ResourceRow[];
}

export interface CandidateRules {
  readonly isDeclared: (key: ResourceKey) => boolean;
  /** The declared key that means the same thing in AWS. */
  readonly claimantOf: (row: ResourceRow) => ResourceKey | undefined;
  readonly isSuspended: (key: ResourceKey) => boolean;
  /** Rows outside are left as they are; default: all are inside. */
  readonly scope?: (row: ResourceRow) => boolean;
}

/**
 * | state            | policy            | list      |
 * |------------------|-------------------|-----------|
 * | released         | any               | none      |
 * | any, claimed     | any               | moved     |
 * | any, suspended   | any but `protect` | suspended |
 * | deleting         | any               | remove    |
 * | intent           | retain, protect   | unsure    |
 * | present          | retain            | release   |
 * | present          | protect           | protect   |
 * | intent, present  | delete            | remove    |
 */
export function candidates(rows: readonly ResourceRow[], rules: CandidateRules): Candidates {
  const found: Record<keyof Candidates, ResourceRow[]> = {
    remove: [],
    release: [],
    protect: [],
    suspended: [],
    unsure: [],
    moved: [],
  };
  for (const row of rows.toSorted((a, b) => compareText(a.key, b.key))) {
    if (row.state === "released" || rules.isDeclared(row.key)) continue;
    if (rules.scope !== undefined && !rules.scope(row)) continue;
    found[fateOf(row, rules)].push(row);
  }
  return found;
}

function fateOf(row: ResourceRow, rules: CandidateRules): keyof Candidates {
  if (rules.claimantOf(row) !== undefined) return "moved";
  const deletion = deletionOf(row);
  if (row.state === "present" && deletion === "protect") return "protect";
  if (row.policy.suspend || rules.isSuspended(row.key)) return "suspended";
  if (row.state === "deleting" || deletion === "delete") return "remove";
  if (row.state === "intent") return "unsure";
  return "release";
}
