import { describe, expect, it } from "vitest";
import { RowConflictError } from "../../../src/core/state-error.ts";
import { StateBook } from "../../../src/engine/state-book.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { fakeRow } from "../../support/fake-row.ts";
import { MemoryStore } from "../../support/memory-store.ts";

const row = fakeRow("Subscription", "s:f", { updatedAt: new Date(1_000).toISOString() });
const { key } = row;

async function open(lastScanAtMs?: number, seeded = row) {
  const table = new MemoryStore(new FakeClock());
  await table.seed(seeded);
  return { table, book: new StateBook(table.store, await table.rows(), lastScanAtMs) };
}

describe("the book of rows", () => {
  it("holds what was stored last, with its version", async () => {
    const { table, book } = await open();
    const before = book.row(key) ?? row;

    const stored = await book.save({ ...before, labels: { team: "a" } });

    expect(stored).toMatchObject({ labels: { team: "a" }, version: before.version + 1 });
    expect(book.rows).toEqual([stored]);
    expect(await table.row(key)).toEqual(stored);
  });

  it("holds what somebody else wrote, after a conflict", async () => {
    const { table, book } = await open();
    await table.touch(key, { labels: { by: "ann" } });

    await expect(book.save({ ...row, version: 1, labels: { by: "me" } })).rejects.toThrow(RowConflictError);
    expect(book.row(key)).toEqual(await table.row(key));

    await book.save({ ...(book.row(key) ?? row), labels: { by: "me" } });
    expect((await table.row(key))?.labels).toEqual({ by: "me" });
  });

  it("holds nothing of a row that somebody else deleted", async () => {
    const { table, book } = await open();
    const stored = await table.row(key);
    await table.store.delete(stored ?? row);

    await expect(book.save(stored ?? row)).rejects.toThrow(RowConflictError);
    expect(book.rows).toEqual([]);
  });

  it("forgets a row, unless somebody else wrote it meanwhile", async () => {
    const { table, book } = await open();
    const before = book.row(key) ?? row;
    await table.touch(key);

    await expect(book.drop(before)).rejects.toThrow(RowConflictError);
    expect(book.row(key)).toEqual(await table.row(key));

    await book.drop(book.row(key) ?? row);
    expect([book.row(key), await table.row(key)]).toEqual([undefined, undefined]);
  });

  it("keeps what it holds while the table cannot be reached", async () => {
    const { table, book } = await open();
    const before = book.row(key);
    table.isDown = true;

    await expect(book.save({ ...row, labels: { team: "a" } })).rejects.toThrow("no route");
    expect(book.row(key)).toEqual(before);
  });
});

describe("when a resource was last known to work", () => {
  it("is when it was seen", async () => {
    const { book } = await open(5_000);
    book.seen(key, 9_000);

    expect(book.lastSeenMs(key)).toBe(9_000);
  });

  it("is the last scan of the controller before, until it was seen", async () => {
    const { book } = await open(5_000);

    expect(book.lastSeenMs(key)).toBe(5_000);
  });

  it("is when its row was written, where no scan has ended", async () => {
    const { book } = await open();

    expect(book.lastSeenMs(key)).toBe(1_000);
  });

  it("is when it was found disabled, however often it was looked at since", async () => {
    const drift = [{ path: "enabled", was: true, is: false, since: new Date(3_000).toISOString() }];
    const { book } = await open(5_000, { ...row, drift });
    book.seen(key, 9_000);

    expect(book.lastSeenMs(key)).toBe(3_000);
  });

  it("is as ever when something else of it drifted", async () => {
    const drift = [{ path: "batchSize", was: 1, is: 2, since: new Date(3_000).toISOString() }];
    const { book } = await open(5_000, { ...row, drift });

    expect(book.lastSeenMs(key)).toBe(5_000);
  });

  it("is not known of what was perhaps never created, or has no row", async () => {
    const { book } = await open(5_000, { ...row, state: "intent" });
    book.seen(key, 9_000);

    expect(book.lastSeenMs(key)).toBeUndefined();
    expect(book.lastSeenMs("default/Role/x")).toBeUndefined();
  });

  it("is forgotten with the row", async () => {
    const { book } = await open(5_000);
    book.seen(key, 9_000);
    await book.drop(book.row(key) ?? row);

    await book.save({ ...row, version: 0 });

    expect(book.lastSeenMs(key)).toBe(5_000);
  });
});
