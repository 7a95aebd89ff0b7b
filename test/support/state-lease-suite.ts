import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { leaseKey } from "../../src/store/item.ts";
import type { ItemTable } from "../../src/store/item-table.ts";
import { createLease, type Lease, type LeaseOptions } from "../../src/store/lease.ts";
import { createStateReader } from "../../src/store/state-reader.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { ensureTable } from "../../src/store/table.ts";
import { FakeClock } from "./fake-clock.ts";
import { makeHolder, makeRow } from "./made-rows.ts";
import {
  createStateClient,
  type DynamodbServer,
  hurriedClock,
  openItems,
  type StateClient,
  stateTable,
} from "./state-world.ts";

/** Who leads, on any DynamoDB. Each process has a clock of its own, which only the test moves. */
export function describeStateLease(name: string, start: () => Promise<DynamodbServer>): void {
  describe(`the lease on ${name}`, () => {
    let server: DynamodbServer;
    let connected: StateClient;
    let items: ItemTable;
    let instance = "";
    let made = 0;
    const leases: Lease[] = [];

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
      instance = `leased-${made}`;
    });
    afterEach(async () => {
      for (const lease of leases.splice(0)) await lease.release();
      connected.client.destroy();
    });
    afterAll(() => server.stop());

    function open(holder: string, change: Partial<LeaseOptions> = {}): { lease: Lease; clock: FakeClock } {
      const clock = new FakeClock();
      const options = { items, instance, clock, holder: makeHolder(holder), isDead: () => false };
      const lease = createLease({ ...options, ...change });
      leases.push(lease);
      return { lease, clock };
    }
    const read = () => createStateReader({ items, instance, clock: new FakeClock() }).lease();

    it("is acquired by one, and told to the others", async () => {
      const one = open("one");
      const two = open("two");
      one.lease.describe({ revision: "r1", sourceIdentity: "/repo" });

      expect(await one.lease.tryAcquire()).toEqual({ kind: "acquired", epoch: 1 });

      expect(await two.lease.tryAcquire()).toMatchObject({
        kind: "held",
        row: {
          holder: "one",
          epoch: 1,
          renewals: 1,
          revision: "r1",
          sourceIdentity: "/repo",
          leaseMs: 28_000,
        },
        againInMs: 500,
      });
      expect([one.lease.mayWrite(), two.lease.mayWrite()]).toEqual([true, false]);
    });

    it("goes to exactly one of many that ask at once", async () => {
      const all = Array.from({ length: 6 }, (_, index) => open(`holder-${index}`));

      const results = await Promise.all(all.map(({ lease }) => lease.tryAcquire()));

      expect(results.filter(({ kind }) => kind === "acquired")).toHaveLength(1);
      expect(all.filter(({ lease }) => lease.mayWrite())).toHaveLength(1);
    });

    it("is taken at once when it was given back", async () => {
      const one = open("one");
      await one.lease.tryAcquire();
      await one.lease.release();

      const taken = await open("two").lease.tryAcquire();

      expect(one.lease.mayWrite()).toBe(false);
      expect(taken).toMatchObject({
        kind: "acquired",
        epoch: 2,
        previous: { holder: "one", released: true },
      });
    });

    it("is taken at once from a process that is known to be dead", async () => {
      await open("one").lease.tryAcquire();

      const taken = await open("two", { isDead: ({ pid }) => pid === 1 }).lease.tryAcquire();

      expect(taken).toMatchObject({ kind: "acquired", epoch: 2, previous: { holder: "one" } });
    });

    it("is taken when it was seen unchanged for 28 seconds, and not before", async () => {
      await open("one").lease.tryAcquire();
      const { lease, clock } = open("two");
      await lease.tryAcquire();

      await clock.advance(27_999);
      expect(await lease.tryAcquire()).toMatchObject({ kind: "held", againInMs: 1 });
      await clock.advance(1);

      expect(await lease.tryAcquire()).toMatchObject({ kind: "acquired", epoch: 2 });
    });

    it("is lost by who did not notice that another took it", async () => {
      const one = open("one");
      await one.lease.tryAcquire();
      const { lost } = one.lease;
      await open("two", { isDead: () => true }).lease.tryAcquire();
      const told = new Promise((resolve) => lost.addEventListener("abort", () => resolve(lost.reason)));

      await one.clock.advance(5_000);

      expect(String(await told)).toContain("two took it");
      expect(one.lease.mayWrite()).toBe(false);
    });

    it("is taken when the answer to taking it was lost", async () => {
      connected.loseAnswers("PutItem", 2);

      expect(await open("one").lease.tryAcquire()).toEqual({ kind: "acquired", epoch: 1 });
    });

    it("is taken again, under a new epoch, when taking it was given up after its effect", async () => {
      const { lease } = open("one");
      connected.loseAnswers("PutItem", 3);
      await expect(lease.tryAcquire()).rejects.toThrow("state table: PutItem");

      expect(await lease.tryAcquire()).toMatchObject({ kind: "acquired", epoch: 2 });
    });

    it("starts above every epoch that was written when its own row was lost", async () => {
      await createStateStore({ items, instance, clock: new FakeClock(), epoch: () => 41 }).put(makeRow());

      expect(await open("one").lease.tryAcquire()).toEqual({ kind: "acquired", epoch: 42 });
    });

    it("is lost with its row", async () => {
      const one = open("one");
      await one.lease.tryAcquire();
      const { lost } = one.lease;
      await items.delete(leaseKey(instance));
      const told = new Promise((resolve) => lost.addEventListener("abort", () => resolve(lost.reason)));

      await one.clock.advance(5_000);

      expect(String(await told)).toContain("its row is gone");
      expect(await read()).toBeUndefined();
    });
  });
}
