import type { Condition, ConditionType } from "../../core/condition.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { describeSuspension, type Suspension } from "./suspension.ts";

/** What is most worth knowing of a resource. */
export interface Telling {
  /** The condition it is taken from, or the row's own state when that says more. */
  readonly type: ConditionType | "Deleting" | "Released" | "Pending";
  readonly reason: string;
  readonly message: string;
  /** ISO 8601: since when it is so. */
  readonly since: string;
}

/** Worst first: those that stand only while they are true. */
const troubles: readonly ConditionType[] = [
  "Stalled",
  "Flapping",
  "Drifted",
  "DeletionBlocked",
  "Suspended",
  "Reconciling",
];

/**
 * Stalled > Flapping > Drifted > DeletionBlocked > Suspended > Reconciling > being deleted or released >
 * not in sync > Ready.
 * @param suspension known from the request before the controller has said so
 */
export function mostTelling(row: ResourceRow, suspension: Suspension | undefined): Telling {
  for (const type of troubles) {
    if (type === "Suspended" && suspension !== undefined) return suspendedTelling(row, suspension);
    const condition = conditionOf(row, type);
    if (condition?.status === "True") return fromCondition(condition);
  }
  return stateTelling(row) ?? syncTelling(row);
}

export function conditionOf(row: ResourceRow, type: ConditionType): Condition | undefined {
  return row.conditions.find((condition) => condition.type === type);
}

/** Of `Ready` and `Synced`, which nobody has said anything of at first. */
export function statusOf(row: ResourceRow, type: "Ready" | "Synced"): Condition["status"] {
  return conditionOf(row, type)?.status ?? "Unknown";
}

function suspendedTelling(row: ResourceRow, suspension: Suspension): Telling {
  const since = suspension.at ?? conditionOf(row, "Suspended")?.lastTransitionTime ?? row.updatedAt;
  return { type: "Suspended", reason: "Suspended", message: describeSuspension(suspension), since };
}

function stateTelling(row: ResourceRow): Telling | undefined {
  const since = row.updatedAt;
  if (row.state === "deleting") {
    return { type: "Deleting", reason: "Deleting", message: "no longer declared: being deleted", since };
  }
  if (row.state === "released") {
    const message = `no longer declared: kept in AWS, not managed (deletion: ${row.policy.deletion})`;
    return { type: "Released", reason: "Released", message, since };
  }
  return undefined;
}

function syncTelling(row: ResourceRow): Telling {
  const [ready, synced] = [conditionOf(row, "Ready"), conditionOf(row, "Synced")];
  if (synced?.status === "False") return fromCondition(synced);
  const said = ready ?? synced;
  if (said !== undefined) return fromCondition(said);
  return { type: "Pending", reason: "Pending", message: "not looked at yet", since: row.updatedAt };
}

function fromCondition({ type, reason, message, lastTransitionTime }: Condition): Telling {
  return { type, reason, message, since: lastTransitionTime };
}
