import type { Storage, Table } from "../../src/local/storage.ts";

/** Storage without a database: a write is durable at once, and survives whoever made it. */
export function createMemoryStorage(): Storage {
  const tables = new Map<string, Map<string, string>>();
  return {
    table: async <Value>(name: string): Promise<Table<Value>> => {
      const rows = tables.get(name) ?? new Map<string, string>();
      tables.set(name, rows);
      const parse = (text: string) => JSON.parse(text) as Value;
      return {
        get: (key) => {
          const text = rows.get(key);
          return text === undefined ? undefined : parse(text);
        },
        has: (key) => rows.has(key),
        *entries() {
          for (const key of [...rows.keys()].sort()) yield [key, parse(rows.get(key) ?? "null")];
        },
        get size() {
          return rows.size;
        },
        set: async (key, value) => {
          rows.set(key, JSON.stringify(value));
        },
        delete: async (key) => {
          rows.delete(key);
        },
      };
    },
    close: async () => {},
  };
}
