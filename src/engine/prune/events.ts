import type { DeletionBlock } from "../../core/controller-row.ts";
import type { ResourceEvent } from "../../core/resource-event.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import type { Mark } from "./marks.ts";

/** Nothing is to be done about it. */
export function noted({ key }: ResourceRow, mark: Mark): ResourceEvent {
  return { key, type: "Normal", ...told(mark) };
}

/** Somebody may want to look. */
export function warned({ key }: ResourceRow, mark: Mark): ResourceEvent {
  return { key, type: "Warning", ...told(mark) };
}

export function called({ key }: ResourceRow, calls: readonly string[], nowMs: number): ResourceEvent {
  const mark = { reason: "Deleting", message: "no longer declared: being deleted", nowMs };
  return { key, type: "Normal", ...told(mark), cause: "removed", calls };
}

export function deleted({ key }: ResourceRow, nowMs: number): ResourceEvent {
  const mark = { reason: "Deleted", message: "no longer declared, and gone from AWS", nowMs };
  return { key, type: "Normal", ...told(mark), cause: "removed" };
}

/** Of the instance: one event however many deletes wait. */
export function blockedDeletes({ reason, message, keys }: DeletionBlock, nowMs: number): ResourceEvent {
  const text = `${keys.length} ${keys.length === 1 ? "delete waits" : "deletes wait"} (${reason}): ${message}`;
  return { type: "Warning", ...told({ reason: "DeletionBlocked", message: text, nowMs }) };
}

export function approvedDeletes(count: number, reason: string, nowMs: number): ResourceEvent {
  const message = `${count} ${count === 1 ? "delete was" : "deletes were"} approved (${reason})`;
  return { type: "Normal", ...told({ reason: "DeletionApproved", message, nowMs }) };
}

function told({ reason, message, nowMs }: Mark) {
  return { reason, message, at: new Date(nowMs).toISOString() };
}
