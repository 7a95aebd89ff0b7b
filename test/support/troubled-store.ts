import type { Clock } from "../../src/core/clock.ts";
import { StateUnavailableError } from "../../src/core/state-error.ts";
import type { StateStore } from "../../src/engine/ports.ts";
import type { ItemTable } from "../../src/store/item-table.ts";
import { createMemoryItems } from "./memory-items.ts";

/** How the table is doing. */
export type TableMood = "works" | "unreachable" | "loses answers";

export interface TroubledTable {
  readonly items: ItemTable;
  mood: TableMood;
}

/** A table whose calls take time, and which can fail before or after their effect. */
export function createTroubledTable(clock: Clock, random: () => number): TroubledTable {
  const memory = createMemoryItems();
  const through = async <T>(call: string, task: () => Promise<T>): Promise<T> => {
    await clock.sleep(5 + Math.floor(random() * 20));
    if (table.mood === "unreachable")
      throw new StateUnavailableError(call, new Error("no route to the table"));
    const answer = await task();
    const isLost = table.mood === "loses answers" && random() < 0.5;
    if (isLost) throw new StateUnavailableError(call, new Error("the answer was lost"));
    return answer;
  };
  const items: ItemTable = {
    get: (...args) => through("GetItem", () => memory.get(...args)),
    put: (...args) => through("PutItem", () => memory.put(...args)),
    delete: (...args) => through("DeleteItem", () => memory.delete(...args)),
    pages: async function* (query) {
      await through("Query", async () => undefined);
      yield* memory.pages(query);
    },
  };
  const table: TroubledTable = { items, mood: "works" };
  return table;
}

/** Writes so far, by what was written. */
export interface StoreWrites {
  rows: number;
  controller: number;
  events: number;
}

/** A store that counts its writes, and tells when a row did not grow. */
export function watchedStore(
  store: StateStore,
  writes: StoreWrites,
  violate: (what: string) => void,
): StateStore {
  const last = new Map<string, { readonly version: number; readonly epoch: number }>();
  const grows = (name: string, row: { readonly version: number; readonly epoch: number }) => {
    const before = last.get(name);
    last.set(name, row);
    if (before === undefined || (row.version > before.version && row.epoch >= before.epoch)) return;
    violate(`${name} went from version ${before.version} to ${row.version}`);
  };
  return {
    ...store,
    put: async (row) => {
      writes.rows++;
      const stored = await store.put(row);
      grows(stored.key, stored);
      return stored;
    },
    delete: async (row) => {
      writes.rows++;
      // It may be gone even when the answer is lost, and begins anew then.
      last.delete(row.key);
      await store.delete(row);
    },
    putController: async (row) => {
      writes.controller++;
      const stored = await store.putController(row);
      grows("the controller's row", stored);
      return stored;
    },
    record: async (event) => {
      writes.events++;
      await store.record(event);
    },
  };
}
