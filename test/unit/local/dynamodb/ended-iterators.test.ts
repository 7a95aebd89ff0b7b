import { describe, expect, it } from "vitest";
import { endIterators } from "../../../../src/local/dynamodb/ended-iterators.ts";

describe("an iterator of a region's database", () => {
  it.each(["keys", "values"] as const)(
    "is closed by what dynalite's streams call when they end: %s",
    async (read) => {
      const closed: unknown[] = [];
      const open = (options: unknown) => ({
        close: async () => {
          closed.push(options);
        },
      });
      const db = { keys: open, values: open };

      endIterators(db);
      const iterator = db[read]({ gte: "a" }) as { return?: () => Promise<void> };
      await iterator.return?.();

      expect(closed).toEqual([{ gte: "a" }]);
    },
  );
});
