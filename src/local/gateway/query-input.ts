import type { JsonObject } from "../service.ts";

/** A URL's query as members; a parameter given more than once is a list. */
export function queryInput(query: URLSearchParams): JsonObject {
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}
