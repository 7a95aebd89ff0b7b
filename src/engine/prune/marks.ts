import type { Disposition } from "../../core/call-error.ts";
import type { Condition, ConditionType } from "../../core/condition.ts";
import type { ResourceRow } from "../../core/resource-row.ts";

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
  const conditions = said(row, mark, { Ready: "False", Synced: "False", Reconciling: "True" });
  return changed(row, { state: "deleting", conditions, drift: [] }, nowMs);
}

/** The row of something that stays in AWS and is not ours to change any more. */
export function markReleased(row: ResourceRow, { reason, message, nowMs }: Mark): ResourceRow {
  const conditions = said(row, { reason, message, nowMs }, { Ready: "Unknown", Synced: "Unknown" });
  return changed(row, { state: "released", conditions, drift: [] }, nowMs);
}

/** The row of something that would be deleted but must not be, for now. */
export function markBlocked(row: ResourceRow, mark: Mark): ResourceRow {
  return changed(row, { conditions: withCondition(row, "DeletionBlocked", "True", mark) }, mark.nowMs);
}

/** As `markBlocked`, of something that was to be kept and now is known to exist. */
export function markKept(row: ResourceRow, mark: Mark): ResourceRow {
  const conditions = withCondition(row, "DeletionBlocked", "True", mark);
  return changed(row, { state: "present", conditions }, mark.nowMs);
}

/** The row of a deletion whose call failed; a call that came at a bad moment is not worth a word. */
export function markFailed(
  row: ResourceRow,
  disposition: Disposition,
  { message, nowMs }: Omit<Mark, "reason">,
): ResourceRow {
  if (disposition.kind === "conflict" || disposition.kind === "throttled") return row;
  const isFinal = disposition.kind === "terminal";
  const mark = { reason: isFinal ? disposition.reason : "Retrying", message, nowMs };
  const unsynced = { ...row, conditions: withCondition(row, "Synced", "False", mark) };
  const conditions = isFinal
    ? withCondition(unsynced, "Stalled", "True", mark)
    : unsynced.conditions.filter(({ type }) => type !== "Stalled");
  const next = changed(row, { conditions }, nowMs);
  return next === row ? row : { ...next, counters: { ...row.counters, failures: row.counters.failures + 1 } };
}

/** The reason of the row's `DeletionBlocked`, while that is true. */
export function blockReasonOf({ conditions }: ResourceRow): string | undefined {
  return conditions.find(({ type }) => type === "DeletionBlocked")?.reason;
}

/** These conditions and no others. */
function said(
  row: ResourceRow,
  mark: Mark,
  statuses: Readonly<Partial<Record<ConditionType, Condition["status"]>>>,
): readonly Condition[] {
  const types = Object.keys(statuses) as ConditionType[];
  return types.map((type) => condition(row, type, statuses[type] ?? "Unknown", mark));
}

function withCondition(
  row: ResourceRow,
  type: ConditionType,
  status: Condition["status"],
  mark: Mark,
): readonly Condition[] {
  const next = condition(row, type, status, mark);
  if (!row.conditions.some((other) => other.type === type)) return [...row.conditions, next];
  return row.conditions.map((other) => (other.type === type ? next : other));
}

function condition(
  row: ResourceRow,
  type: ConditionType,
  status: Condition["status"],
  mark: Mark,
): Condition {
  const { reason, message, nowMs } = mark;
  const before = row.conditions.find((other) => other.type === type);
  const lastTransitionTime =
    before?.status === status ? before.lastTransitionTime : new Date(nowMs).toISOString();
  return { type, status, reason, message, lastTransitionTime, observedGeneration: row.generation };
}

/** The same row, unless something differs. */
function changed(row: ResourceRow, fields: Partial<ResourceRow>, nowMs: number): ResourceRow {
  const next = { ...row, ...fields };
  if (JSON.stringify(next) === JSON.stringify(row)) return row;
  return { ...next, updatedAt: new Date(nowMs).toISOString() };
}
