import type { StoredEvent } from "../../core/resource-event.ts";
import { formatAge } from "./age.ts";
import { resourceLabel } from "./resource-label.ts";
import type { TableRow } from "./table.ts";

export const eventHeaders = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"] as const;

/** One event; how often it happened stands behind its age. */
export function eventRow(event: StoredEvent, nowMs: number): TableRow {
  const { at, count, type, reason, key, message } = event;
  const times = count > 1 ? ` (x${count})` : "";
  return [
    `${formatAge(at, nowMs)}${times}`,
    type === "Warning" ? { text: type, format: "yellow" } : type,
    reason,
    key === undefined ? "(instance)" : resourceLabel(key),
    message,
  ];
}

/** The stable form, documented in docs/xflowctl.md: every member is there, null or empty when it has no value. */
export function eventDocument(event: StoredEvent): object {
  const { key, type, reason, message, at, firstAt, count, revision, cause, calls, changes } = event;
  return {
    key: key ?? null,
    ...{ type, reason, message, at, firstAt, count },
    revision: revision ?? null,
    cause: cause ?? null,
    calls: calls ?? [],
    changes: changes ?? [],
  };
}
