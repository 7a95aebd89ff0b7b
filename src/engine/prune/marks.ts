import { type Disposition, standstillOf } from "../../core/call-error.ts";
import { canonical } from "../../core/canonical.ts";
import { type Condition, type ConditionType, conditionTypes } from "../../core/condition.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { conditionOf, type Judgement, type Judgements, toConditions } from "../status/conditions.ts";

/** What a mark says of a row, and when. */
export interface Mark {
  readonly reason: string;
  readonly message: string;
  /** The clock's milliseconds. */
  readonly nowMs: number;
}

/** The row, its deletion under way: from now on it goes whatever the rest of its list does. */
export function markDeleting(row: ResourceRow, nowMs: number): ResourceRow {
  const mark = { reason: "Deleting", message: "no longer declared: being deleted", nowMs };
  const conditions = only(row, nowMs, {
    Ready: say("Ready", "False", mark),
    Synced: say("Synced", "False", mark),
    Reconciling: say("Reconciling", "True", mark),
  });
  return changed(row, { state: "deleting", conditions, drift: [] }, nowMs);
}

/** The row of something that stays in AWS and is not ours to change any more. */
export function markReleased(row: ResourceRow, mark: Mark): ResourceRow {
  const conditions = only(row, mark.nowMs, {
    Ready: say("Ready", "Unknown", mark),
    Synced: say("Synced", "Unknown", mark),
  });
  return changed(row, { state: "released", conditions, drift: [] }, mark.nowMs);
}

/** The row of something that would be deleted but must not be, for now. */
export function markBlocked(row: ResourceRow, mark: Mark): ResourceRow {
  return changed(row, { conditions: withBlock(row, mark) }, mark.nowMs);
}

/** As `markBlocked`, of something that was to be kept and now is known to exist. */
export function markKept(row: ResourceRow, mark: Mark): ResourceRow {
  return changed(row, { state: "present", conditions: withBlock(row, mark) }, mark.nowMs);
}

/** The row of a deletion whose call failed; a call that came at a bad moment is not worth a word. */
export function markFailed(
  row: ResourceRow,
  disposition: Disposition,
  { message, nowMs }: Omit<Mark, "reason">,
): ResourceRow {
  if (["conflict", "throttled", "credentials"].includes(disposition.kind)) return row;
  const standstill = standstillOf(disposition);
  const conditions =
    standstill === undefined
      ? retrying(row, { reason: "Retrying", message, nowMs })
      : stalled(row, { reason: standstill, message, nowMs });
  const next = changed(row, { conditions }, nowMs);
  return next === row ? row : { ...next, counters: { ...row.counters, failures: row.counters.failures + 1 } };
}

/** The reason of the row's `DeletionBlocked`, while that is true. */
export function blockReasonOf({ conditions }: ResourceRow): string | undefined {
  return conditionOf(conditions, "DeletionBlocked")?.reason;
}

function stalled(row: ResourceRow, mark: Mark): readonly Condition[] {
  const Synced = say("Synced", "False", mark);
  return only(row, mark.nowMs, { Ready: "unchanged", Synced, Stalled: say("Stalled", "True", mark) });
}

function retrying(row: ResourceRow, mark: Mark): readonly Condition[] {
  const Reconciling = say("Reconciling", "True", { ...mark, reason: "ProgressingWithRetry" });
  return only(row, mark.nowMs, { Ready: "unchanged", Synced: say("Synced", "False", mark), Reconciling });
}

function withBlock(row: ResourceRow, mark: Mark): readonly Condition[] {
  const unchanged = conditionTypes.map((type) => [type, "unchanged"] as const);
  const DeletionBlocked = say("DeletionBlocked", "True", mark);
  return only(row, mark.nowMs, { ...Object.fromEntries(unchanged), DeletionBlocked });
}

function say(type: ConditionType, status: Condition["status"], { reason, message }: Mark): Judgement {
  return { type, status, reason, message };
}

/** These conditions and no others. */
function only(
  { conditions, generation }: ResourceRow,
  nowMs: number,
  judged: Partial<Judgements>,
): readonly Condition[] {
  const none = Object.fromEntries(conditionTypes.map((type) => [type, undefined]));
  return toConditions(conditions, { ...(none as Judgements), ...judged }, { generation, nowMs });
}

/** The same row, unless something differs. */
function changed(row: ResourceRow, fields: Partial<ResourceRow>, nowMs: number): ResourceRow {
  const next = { ...row, ...fields };
  if (canonical(next) === canonical(row)) return row;
  return { ...next, updatedAt: new Date(nowMs).toISOString() };
}
