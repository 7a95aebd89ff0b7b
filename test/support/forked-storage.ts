import type { Storage, Table } from "../../src/local/storage.ts";

/** State of the embedded AWS in memory, of which copies can be taken. */
export interface ForkedStorage extends Storage {
  /** What is stored now, in a storage of its own. */
  fork(): ForkedStorage;
}

type Rows = Map<string, unknown>;

export function createForkedStorage(tables: ReadonlyMap<string, Rows> = new Map()): ForkedStorage {
  const own = new Map([...tables].map(([name, rows]) => [name, structuredClone(rows)]));
  return {
    table: async <Value>(name: string) => {
      const rows: Rows = own.get(name) ?? new Map();
      own.set(name, rows);
      return tableOf(rows as Map<string, Value>);
    },
    close: async () => undefined,
    fork: () => createForkedStorage(own),
  };
}

function tableOf<Value>(rows: Map<string, Value>): Table<Value> {
  return {
    get: (key) => rows.get(key),
    has: (key) => rows.has(key),
    get size() {
      return rows.size;
    },
    *entries() {
      for (const key of [...rows.keys()].sort()) {
        const value = rows.get(key);
        if (value !== undefined) yield [key, value];
      }
    },
    set: async (key, value) => {
      rows.set(key, value);
    },
    delete: async (key) => {
      rows.delete(key);
    },
  };
}
