import type { ResourceKey } from "../../api/resource.ts";
import type { OperatorRequest, SuspendRequest } from "../../core/operator-request.ts";
import type { ResourceRow } from "../../core/resource-row.ts";

/** Why the controller leaves a resource alone. */
export interface Suspension {
  /** user@host, or `manifest`. */
  readonly by: string;
  /** ISO 8601; absent: not known. */
  readonly at?: string;
  readonly reason?: string;
  /** ISO 8601; absent: until it is resumed. */
  readonly until?: string;
}

/** The requests that suspend something now: a controller heeds them as soon as it runs. */
export function suspendsInForce(
  requests: readonly OperatorRequest[],
  nowMs: number,
): ReadonlyMap<ResourceKey, SuspendRequest> {
  const inForce = new Map<ResourceKey, SuspendRequest>();
  for (const request of requests) {
    if (request.kind !== "suspend") continue;
    if (request.until !== undefined && Date.parse(request.until) <= nowMs) continue;
    inForce.set(request.key, request);
  }
  return inForce;
}

/** @param request the one in force, if any; undefined: it is not suspended */
export function suspensionOf(row: ResourceRow, request: SuspendRequest | undefined): Suspension | undefined {
  if (request !== undefined) {
    const { by, at, reason, until } = request;
    return { by, at, ...(reason !== undefined && { reason }), ...(until !== undefined && { until }) };
  }
  if (!row.policy.suspend) return undefined;
  return { by: "manifest", reason: `policy.suspend in ${row.source.file}:${row.source.line}` };
}

/** `by ann@laptop until 2026-01-02T00:00:00Z: reason` */
export function describeSuspension({ by, reason, until }: Suspension): string {
  const end = until === undefined ? "" : ` until ${withoutFraction(until)}`;
  return `by ${by}${end}${reason === undefined ? "" : `: ${reason}`}`;
}

function withoutFraction(iso: string): string {
  return iso.replace(/\.\d+(?=Z$)/, "");
}
