import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { RowConflictError, StateUnavailableError } from "../../src/core/state-error.ts";
import { rowKey } from "../../src/store/item.ts";
import type { ItemTable } from "../../src/store/item-table.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { makeRow } from "../support/made-rows.ts";
import { createMemoryItems } from "../support/memory-items.ts";

type Fate = "answered" | "repeated" | "unanswered";

interface Action {
  /** Of the leader, or of one who believes to lead. */
  readonly epoch: number;
  readonly what: "read" | "write" | "delete";
  readonly fate: Fate;
}

const actions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.record({
    epoch: fc.integer({ min: 1, max: 3 }),
    what: fc.constantFrom("read", "write", "write", "delete"),
    fate: fc.constantFrom<Fate>("answered", "answered", "repeated", "unanswered"),
  }),
  { maxLength: 40 },
);

const { key } = makeRow();
const place = rowKey("i", key);

/** A table some of whose answers are lost: the SDK repeats the call, or gives up. */
function createLossyItems(fate: () => Fate) {
  const memory = createMemoryItems();
  const lossy = async <T>(call: () => Promise<T>): Promise<T> => {
    const first = await call();
    if (fate() === "unanswered") throw new StateUnavailableError("PutItem", new Error("no answer"));
    return fate() === "repeated" ? call() : first;
  };
  const items: ItemTable = {
    ...memory,
    put: (item, options) => lossy(() => memory.put(item, options)),
    delete: (at, options) => lossy(() => memory.delete(at, options)),
  };
  return { items, stored: () => memory.getNow(place) as unknown as ResourceRow | undefined };
}

describe("a row that several leaders write", () => {
  it("is never replaced or deleted by an older one, and only in the version it knew", async () => {
    await fc.assert(
      fc.asyncProperty(actions, async (all) => {
        let fate: Fate = "answered";
        let count = 0;
        const { items, stored } = createLossyItems(() => fate);
        const known = new Map<number, ResourceRow>();
        for (const { epoch, what, fate: own } of all) {
          fate = own;
          count += 1;
          const store = createStateStore({
            items,
            instance: "i",
            epoch: () => epoch,
            clock: new FakeClock(),
          });
          const before = stored();
          const row = known.get(epoch) ?? makeRow();
          const mayChange = (before?.version ?? 0) === row.version && (before?.epoch ?? 0) <= epoch;

          if (what === "read") known.set(epoch, (await store.get(key)) ?? makeRow());
          const change = { ...row, updatedAt: String(count) };
          const done =
            what === "write"
              ? store.put(change).then((next) => known.set(epoch, next))
              : what === "delete" && store.delete(row);
          const error = await Promise.resolve(done).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );

          if (error instanceof RowConflictError) expect(mayChange).toBe(false);
          else expect([undefined, "StateUnavailableError"]).toContain((error as Error | undefined)?.name);
          if (what === "read" || !mayChange) expect(stored()).toEqual(before);
          else if (what === "write") expect(stored()).toMatchObject({ epoch, version: row.version + 1 });
          else expect(stored()).toBeUndefined();
        }
      }),
      { numRuns: 500 },
    );
  });
});
