import type { Clock } from "../core/clock.ts";
import type { StateStore } from "../engine/ports.ts";
import { createEventLog } from "./events.ts";
import { readController, readRows } from "./instance-rows.ts";
import { rowKey } from "./item.ts";
import type { ItemTable } from "./item-table.ts";
import { createRequests } from "./requests.ts";
import { controllerItem, rowItem, rowOf } from "./row-codec.ts";
import { deleteVersion, putNext } from "./versioned-write.ts";

export interface StateStoreDeps {
  readonly items: ItemTable;
  readonly instance: string;
  /** Of the lease, at the moment of the write. */
  readonly epoch: () => number;
  readonly clock: Clock;
}

/**
 * The controller's side of the state table. Reads see every write answered before. What cannot be read as a row is
 * told by NewerItemError and MalformedItemError: to try again would not help.
 */
export function createStateStore(deps: StateStoreDeps): StateStore {
  const { items, instance, epoch } = deps;
  const log = createEventLog(deps);
  const requests = createRequests(deps);
  const consistent = { consistent: true };
  return {
    load: async () => {
      const [controller, rows] = await Promise.all([
        readController(items, instance, consistent),
        readRows(items, instance, consistent),
      ]);
      return { rows, controller };
    },
    get: async (key) => {
      const item = await items.get(rowKey(instance, key), consistent);
      return item === undefined ? undefined : rowOf(item);
    },
    put: async (row) => {
      const stored = { ...row, epoch: epoch(), version: row.version + 1 };
      await putNext(items, { ...rowItem(instance, stored), ...versionOf(stored) });
      return stored;
    },
    delete: (row) =>
      deleteVersion(items, { ...rowKey(instance, row.key), version: row.version, epoch: epoch() }),
    putController: async (row) => {
      const stored = { ...row, epoch: epoch(), version: row.version + 1 };
      await putNext(items, { ...controllerItem(instance, stored), ...versionOf(stored) });
      return stored;
    },
    record: (event) => log.record(event),
    requests: () => requests.listRequests(),
  };
}

function versionOf({ epoch, version }: { readonly epoch: number; readonly version: number }) {
  return { epoch, version };
}
