import type { ConditionType } from "../../core/condition.ts";
import type { ResourceStatus } from "../ctl/status-view.ts";
import { conditionOf, statusOf } from "../ctl/telling.ts";

/** How many resources are how; one may count in several. Of released ones nothing else is known or wanted. */
export interface StatusCounts {
  readonly total: number;
  readonly ready: number;
  readonly notReady: number;
  readonly notSynced: number;
  readonly stalled: number;
  readonly flapping: number;
  readonly drifted: number;
  readonly deletionBlocked: number;
  readonly suspended: number;
  readonly reconciling: number;
  readonly deleting: number;
  readonly released: number;
}

export function countStatuses(resources: readonly ResourceStatus[]): StatusCounts {
  const count = (holds: (status: ResourceStatus) => boolean) => resources.filter(holds).length;
  const countTrue = (type: ConditionType) => count(({ row }) => conditionOf(row, type)?.status === "True");
  const ready = count(({ row }) => statusOf(row, "Ready") === "True");
  const released = count(({ row }) => row.state === "released");
  return {
    total: resources.length,
    ready,
    notReady: resources.length - released - ready,
    notSynced: count(({ row }) => row.state !== "released" && statusOf(row, "Synced") !== "True"),
    stalled: countTrue("Stalled"),
    flapping: countTrue("Flapping"),
    drifted: countTrue("Drifted"),
    deletionBlocked: countTrue("DeletionBlocked"),
    suspended: count(({ suspension }) => suspension !== undefined),
    reconciling: countTrue("Reconciling"),
    deleting: count(({ row }) => row.state === "deleting"),
    released,
  };
}

/** `30 ready, 1 stalled`: besides the ready ones, what there is any of. */
export function formatCounts(counts: StatusCounts): string {
  const told: readonly (readonly [number: number, word: string])[] = [
    [counts.notReady, "not ready"],
    [counts.stalled, "stalled"],
    [counts.flapping, "flapping"],
    [counts.drifted, "drifted"],
    [counts.notSynced, "not in sync"],
    [counts.deletionBlocked, "with blocked deletion"],
    [counts.suspended, "suspended"],
    [counts.reconciling, "reconciling"],
    [counts.deleting, "being deleted"],
    [counts.released, "released"],
  ];
  const others = told.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return [`${counts.ready} ready`, ...others].join(", ");
}
