import type { LeaseRow } from "../core/controller-row.ts";
import { type Item, type ItemKey, leaseKey, withoutKeys } from "./item.ts";
import { checkShape, type Shape } from "./shape.ts";

/** Who a process is, to those it shares the instance with. */
export interface LeaseHolder {
  /** Unique to a process. */
  readonly holder: string;
  /** The same for processes that can see whether the other is alive. */
  readonly host: string;
  readonly pid: number;
  /** `server` or `configure` */
  readonly command: string;
  readonly xflowVersion: string;
}

/** What a leader tells of its source. */
export interface LeaseFacts {
  readonly revision?: string;
  /** ISO 8601 */
  readonly revisionSince?: string;
  readonly sourceIdentity?: string;
}

const shape: Shape = {
  holder: "string",
  host: "string",
  pid: "number",
  command: "string",
  epoch: "number",
  renewals: "number",
  acquiredAt: "string",
  renewedAt: "string",
  leaseMs: "number",
  xflowVersion: "string",
  released: "boolean",
};

export function leaseItem(instance: string, row: LeaseRow): Item & ItemKey {
  return { ...leaseKey(instance), ...row };
}

/** @throws MalformedItemError */
export function leaseOf(item: Item): LeaseRow {
  checkShape(item, shape, "lease");
  return withoutKeys(item) as unknown as LeaseRow;
}

/** Whether two readings saw one and the same write: `renewals` never goes back and never repeats in an epoch. */
export function isSameWrite(a: LeaseRow, b: LeaseRow): boolean {
  return a.holder === b.holder && a.epoch === b.epoch && a.renewals === b.renewals;
}
