import type { ResourceKey } from "../api/resource.ts";
import type { Clock } from "../core/clock.ts";
import type { ControllerRow, LeaseRow } from "../core/controller-row.ts";
import type { OperatorRequest } from "../core/operator-request.ts";
import type { StoredEvent } from "../core/resource-event.ts";
import type { ResourceRow } from "../core/resource-row.ts";
import { type EventQuery, readEvents } from "./events.ts";
import { readController, readRows } from "./instance-rows.ts";
import { leaseKey, rowKey } from "./item.ts";
import type { ItemTable } from "./item-table.ts";
import { leaseOf } from "./lease-row.ts";
import { createRequests } from "./requests.ts";
import { rowOf } from "./row-codec.ts";

/**
 * What can be known of an instance from its table alone. Eventually consistent: a write of the last second may be
 * missing. All of it throws StateUnavailableError, TableNotFoundError among them, and NewerItemError or
 * MalformedItemError for what it cannot make out.
 */
export interface StateReader {
  /** Undefined: no controller ever ran. */
  lease(): Promise<LeaseRow | undefined>;
  controller(): Promise<ControllerRow | undefined>;
  /** Sorted by key. */
  rows(): Promise<readonly ResourceRow[]>;
  row(key: ResourceKey): Promise<ResourceRow | undefined>;
  /** The newest first. */
  events(query?: EventQuery): Promise<readonly StoredEvent[]>;
  /** Those still in force. */
  requests(): Promise<readonly OperatorRequest[]>;
}

export function createStateReader(deps: {
  readonly items: ItemTable;
  readonly instance: string;
  readonly clock: Clock;
}): StateReader {
  const { items, instance } = deps;
  const eventual = { consistent: false };
  const requests = createRequests(deps);
  return {
    lease: async () => {
      const item = await items.get(leaseKey(instance), eventual);
      return item === undefined ? undefined : leaseOf(item);
    },
    controller: () => readController(items, instance, eventual),
    rows: () => readRows(items, instance, eventual),
    row: async (key) => {
      const item = await items.get(rowKey(instance, key), eventual);
      return item === undefined ? undefined : rowOf(item);
    },
    events: (query = {}) => readEvents(deps, query),
    requests: () => requests.listRequests(),
  };
}
