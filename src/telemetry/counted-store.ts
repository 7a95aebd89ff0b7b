import { RowConflictError } from "../core/state-error.ts";
import type { StateStore } from "../engine/ports.ts";
import type { Metrics } from "./metrics.ts";

type Item = Parameters<Metrics["stateWritten"]>[0]["item"];

/** The store, its writes counted. */
export function countedStore(store: StateStore, metrics: Pick<Metrics, "stateWritten">): StateStore {
  const counted = async <T>(item: Item, write: Promise<T>): Promise<T> => {
    try {
      const answer = await write;
      metrics.stateWritten({ item, result: "ok" });
      return answer;
    } catch (error) {
      metrics.stateWritten({ item, result: error instanceof RowConflictError ? "conflict" : "error" });
      throw error;
    }
  };
  return {
    ...store,
    put: (row) => counted("resource", store.put(row)),
    delete: (row) => counted("resource", store.delete(row)),
    putController: (row) => counted("controller", store.putController(row)),
    record: (event) => counted("event", store.record(event)),
  };
}
