import type { ResourceKey } from "../../api/resource.ts";
import type { ControllerRow, LeaseRow } from "../../core/controller-row.ts";
import type { OperatorRequest } from "../../core/operator-request.ts";
import type { StoredEvent } from "../../core/resource-event.ts";
import type { ResourceRow } from "../../core/resource-row.ts";

/** Which events are asked for. */
export interface EventQuery {
  /** Absent: of every resource, and of the instance. */
  readonly key?: ResourceKey;
  /** The newest so many. */
  readonly limit: number;
}

/**
 * The state of one instance, as an operator reads it. What the controller wrote is only read; requests are the
 * one thing written. All of it may throw StateUnavailableError, TableNotFoundError among them.
 */
export interface StateAccess {
  lease(): Promise<LeaseRow | undefined>;
  controller(): Promise<ControllerRow | undefined>;
  /** In no order. */
  rows(): Promise<readonly ResourceRow[]>;
  /** The newest first. */
  events(query: EventQuery): Promise<readonly StoredEvent[]>;
  /** What operators ask, that has not expired. */
  requests(): Promise<readonly OperatorRequest[]>;
  /** An earlier request of the same kind for the same resource is replaced. */
  write(request: OperatorRequest): Promise<void>;
  /** Takes a suspension back. @returns whether there was one */
  clearSuspend(key: ResourceKey): Promise<boolean>;
  /** Closes connections. */
  close(): void;
}
