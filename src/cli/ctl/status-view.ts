import type { ControllerRow, DeletionBlock, LeaseRow } from "../../core/controller-row.ts";
import { type ApproveRequest, approvalMs, type OperatorRequest } from "../../core/operator-request.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { type ResourceSelector, type Selection, select } from "./resource-selector.ts";
import type { StateAccess } from "./state-port.ts";
import { type Suspension, suspendsInForce, suspensionOf } from "./suspension.ts";
import { mostTelling, type Telling } from "./telling.ts";

/** One resource, with what is most worth knowing of it. */
export interface ResourceStatus {
  readonly row: ResourceRow;
  readonly suspension?: Suspension;
  readonly telling: Telling;
}

/** Everything `status` tells, read at one moment. */
export interface StatusView {
  readonly instance: string;
  readonly nowMs: number;
  readonly lease?: LeaseRow;
  readonly controller?: ControllerRow;
  /** Of the deletes that wait now, if somebody has approved them. */
  readonly approval?: ApproveRequest;
  /** How many resources the instance has. */
  readonly total: number;
  /** Those asked for, by environment, kind and name. */
  readonly resources: readonly ResourceStatus[];
  readonly missing: readonly string[];
}

/** Four reads, at once, however many resources there are; each may take several pages. */
export async function readStatus(
  state: StateAccess,
  selector: ResourceSelector,
  { instance, nowMs }: Pick<StatusView, "instance" | "nowMs">,
): Promise<StatusView> {
  const [lease, controller, rows, requests] = await Promise.all([
    state.lease(),
    state.controller(),
    state.rows(),
    state.requests(),
  ]);
  const { rows: selected, missing } = select(selector, sortRows(rows));
  const approval = approvalOf(controller?.deletionBlock, requests, nowMs);
  return {
    instance,
    nowMs,
    ...(lease !== undefined && { lease }),
    ...(controller !== undefined && { controller }),
    ...(approval !== undefined && { approval }),
    total: rows.length,
    resources: toStatuses(selected, requests, nowMs),
    missing,
  };
}

/** Rows with what requests say of them. */
export function toStatuses(
  rows: Selection<ResourceRow>["rows"],
  requests: readonly OperatorRequest[],
  nowMs: number,
): readonly ResourceStatus[] {
  const suspends = suspendsInForce(requests, nowMs);
  return rows.map((row) => {
    const suspension = suspensionOf(row, suspends.get(row.key));
    const telling = mostTelling(row, suspension);
    return { row, telling, ...(suspension !== undefined && { suspension }) };
  });
}

/** By environment, kind and name. */
export function sortRows(rows: readonly ResourceRow[]): readonly ResourceRow[] {
  return [...rows].sort((a, b) =>
    a.environment !== b.environment
      ? compare(a.environment, b.environment)
      : compare(a.kind, b.kind) || compare(a.name, b.name),
  );
}

/** The approval in force of exactly these deletes. */
export function approvalOf(
  block: DeletionBlock | undefined,
  requests: readonly OperatorRequest[],
  nowMs: number,
): ApproveRequest | undefined {
  return requests.find(
    (request): request is ApproveRequest =>
      request.kind === "approve" &&
      request.digest === block?.digest &&
      Date.parse(request.at) + approvalMs > nowMs,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
