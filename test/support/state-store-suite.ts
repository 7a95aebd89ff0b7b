import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ResourceKey } from "../../src/api/resource.ts";
import { RowConflictError, StateUnavailableError } from "../../src/core/state-error.ts";
import type { StateStore } from "../../src/engine/ports.ts";
import { rowKey } from "../../src/store/item.ts";
import { NewerItemError } from "../../src/store/item-error.ts";
import type { ItemTable } from "../../src/store/item-table.ts";
import { createRequests } from "../../src/store/requests.ts";
import { createStateReader } from "../../src/store/state-reader.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { ensureTable } from "../../src/store/table.ts";
import { FakeClock } from "./fake-clock.ts";
import { makeControllerRow, makeEvent, makeRow } from "./made-rows.ts";
import {
  createStateClient,
  type DynamodbServer,
  hurriedClock,
  openItems,
  type StateClient,
  stateTable,
} from "./state-world.ts";

/** What the controller, its successors and xflowctl rely on, on any DynamoDB. */
export function describeStateStore(name: string, start: () => Promise<DynamodbServer>): void {
  describe(`the state store on ${name}`, () => {
    let server: DynamodbServer;
    let connected: StateClient;
    let items: ItemTable;
    let instance = "";
    let made = 0;
    const at = "2026-01-01T00:00:00.000Z";
    const clock = new FakeClock(Date.parse(at));

    beforeAll(async () => {
      server = await start();
      const { client } = createStateClient(server.endpoint);
      await ensureTable(
        { client, clock: hurriedClock },
        { table: stateTable, signal: new AbortController().signal },
      );
      client.destroy();
    });
    beforeEach(() => {
      connected = createStateClient(server.endpoint);
      items = openItems(connected.client);
      made += 1;
      instance = `instance-${made}`;
    });
    afterEach(() => connected.client.destroy());
    afterAll(() => server.stop());

    const open = (epoch = 1): StateStore => createStateStore({ items, instance, clock, epoch: () => epoch });

    it("gives back rows as they were written, with the lease's epoch and the next version", async () => {
      const store = open(7);
      const row = makeRow({
        labels: { team: "", "a.b/c": "é" },
        drift: [{ path: "shards", was: 2, is: null, since: at }],
        conditions: [
          {
            type: "Ready",
            status: "True",
            reason: "ReconcileSuccess",
            message: "",
            lastTransitionTime: at,
            observedGeneration: 1,
          },
        ],
      });

      const stored = await store.put(row);

      expect(stored).toEqual({ ...row, epoch: 7, version: 1 });
      expect(await store.get(row.key)).toEqual(stored);
      expect(await store.load()).toEqual({ rows: [stored], controller: undefined });
      expect(await store.get("default/Stream/Other")).toBeUndefined();
    });

    it("loads rows of many pages, and reads no events for it", async () => {
      const store = open();
      const labels = { long: "x".repeat(100_000) };
      const keys = Array.from({ length: 25 }, (_, index) => `default/Stream/S${index}` as ResourceKey);
      await Promise.all(keys.map((key) => store.put(makeRow({ key, labels }))));
      await store.record(makeEvent());
      const controller = await store.putController(makeControllerRow());

      const loaded = await store.load();

      expect(loaded.rows.map(({ key }) => key)).toEqual(keys.toSorted());
      expect(loaded.controller).toEqual(controller);
    });

    it("does not write over what somebody else wrote, changed or deleted since", async () => {
      const store = open();
      const first = await store.put(makeRow());
      await expect(store.put(makeRow({ state: "intent" }))).rejects.toThrow(RowConflictError);

      const second = await store.put(first);
      await expect(store.put({ ...first, state: "deleting" })).rejects.toThrow(RowConflictError);
      await expect(store.delete(first)).rejects.toThrow(RowConflictError);

      await store.delete(second);
      await expect(store.put(second)).rejects.toThrow(RowConflictError);
      await store.delete(second);
      expect(await store.get(first.key)).toBeUndefined();
    });

    it("lets no older leader write over or delete what a newer one wrote", async () => {
      const [older, newer] = [open(1), open(2)];
      const row = await newer.put(await older.put(makeRow()));
      const controller = await newer.putController(await older.putController(makeControllerRow()));

      await expect(older.put(row)).rejects.toThrow(RowConflictError);
      await expect(older.delete(row)).rejects.toThrow(RowConflictError);
      await expect(older.putController(controller)).rejects.toThrow(RowConflictError);

      expect(await newer.load()).toEqual({ rows: [row], controller });
    });

    it("takes a write whose answer was lost, and which the SDK repeated, for its own", async () => {
      const store = open();
      connected.loseAnswers("PutItem", 2);
      const first = await store.put(makeRow());
      connected.loseAnswers("PutItem", 1);
      const second = await store.put(first);
      connected.loseAnswers("PutItem", 1);
      const controller = await store.putController(makeControllerRow());

      expect(await store.load()).toEqual({ rows: [second], controller });

      connected.loseAnswers("DeleteItem", 1);
      await store.delete(second);
      expect(await store.get(first.key)).toBeUndefined();
    });

    it("takes a write that was given up after it had its effect for its own when it is repeated", async () => {
      const store = open();
      connected.loseAnswers("PutItem", 3);
      await expect(store.put(makeRow())).rejects.toThrow(StateUnavailableError);

      const stored = await store.put(makeRow());

      expect(stored.version).toBe(1);
      const other = makeRow({ state: "deleting" });
      await expect(store.put(other)).rejects.toThrow(RowConflictError);
    });

    it("does not guess what a newer xflow's rows mean", async () => {
      const store = open();
      await store.put(makeRow({ schemaVersion: 2 }));

      await expect(store.get("default/Stream/Words")).rejects.toThrow(NewerItemError);
      await expect(store.load()).rejects.toThrow("has schema version 2, this xflow knows 1");
    });

    it("keeps one attribute a field, so that rows can be read without xflow", async () => {
      await open().put(makeRow());

      expect(await items.get(rowKey(instance, "default/Stream/Words"))).toMatchObject({
        pk: instance,
        sk: "resource#default/Stream/Words",
        kind: "Stream",
        counters: { reconciles: 1 },
        version: 1,
      });
    });

    it("holds a block of ten thousand deletes", async () => {
      const keys = Array.from(
        { length: 10_000 },
        (_, index) => `production/Function/a-rather-long-name-of-a-function-${index}` as ResourceKey,
      );
      const deletionBlock = {
        reason: "OtherSource",
        message: "another source",
        keys,
        digest: "d",
        since: at,
        approvable: true,
      };

      const stored = await open().putController(makeControllerRow({ deletionBlock }));

      expect(stored.deletionBlock?.keys).toHaveLength(10_000);
      expect((await open().load()).controller).toEqual(stored);
    });

    it("hands operators' requests over until they expire or are taken back", async () => {
      const requests = createRequests({ items, instance, clock });
      const by = "ann@laptop";
      const key = "default/Stream/Words" as const;
      const written = [
        { kind: "approve", digest: "abc", at, by },
        { kind: "forget", key, token: "t2", at, by },
        { kind: "reconcile", token: "t1", keys: "all", at, by },
        { kind: "reconcile", token: "t3", keys: [key], at, by },
        { kind: "suspend", key, at, by, reason: "" },
        { kind: "suspend", key: "default/Role/r", at, by, until: "2026-01-01T00:00:00.500Z" },
      ] as const;
      for (const request of written) await requests.writeRequest(request);
      await items.put({ pk: `${instance}#requests`, sk: "pause#1", kind: "pause" });

      const listed = await open().requests();

      expect(listed.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual(
        expect.arrayContaining([...written]),
      );
      expect(listed).toHaveLength(6);
      expect(await requests.clearSuspend(key)).toBe(true);
      expect(await requests.clearSuspend(key)).toBe(false);
      const later = createRequests({ items, instance, clock: new FakeClock(clock.now() + 3_600_000) });
      const left = await later.listRequests();
      expect(left.map((request) => request.kind).sort()).toEqual(["forget", "reconcile", "reconcile"]);
    });

    it("tells events newest first, equal ones once, by resource, number and time", async () => {
      const store = open();
      const reader = createStateReader({ items, instance, clock });
      const minute = (count: number) => new Date(Date.parse(at) + count * 60_000).toISOString();
      await store.record(makeEvent());
      await store.record(makeEvent({ reason: "Applied", type: "Normal", message: "x", at: minute(1) }));
      await store.record(makeEvent({ key: "default/Role/r", at: minute(2) }));
      await store.record(makeEvent({ at: minute(3) }));

      const all = await reader.events();

      expect(all.map(({ at: last, count, firstAt }) => [last, count, firstAt])).toEqual([
        [minute(3), 2, at],
        [minute(2), 1, minute(2)],
        [minute(1), 1, minute(1)],
      ]);
      expect(await reader.events({ limit: 1 })).toEqual(all.slice(0, 1));
      expect(await reader.events({ key: "default/Role/r" })).toEqual(all.slice(1, 2));
      expect(await reader.events({ since: minute(2) })).toEqual(all.slice(0, 2));
      const nextWeek = createStateReader({
        items,
        instance,
        clock: new FakeClock(clock.now() + 8 * 86_400_000),
      });
      expect((await nextWeek.events()).map(({ reason }) => reason)).toEqual(["Applied"]);
    });

    it("says that the table cannot be reached, and why", async () => {
      connected.refuse("PutItem", "ProvisionedThroughputExceededException");

      const put = open().put(makeRow());

      await expect(put).rejects.toThrow(StateUnavailableError);
      await expect(put).rejects.toThrow(/PutItem: ProvisionedThroughputExceededException/);
    });
  });
}
