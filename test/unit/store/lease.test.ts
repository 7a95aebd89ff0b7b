import { describe, expect, it } from "vitest";
import type { LeaseRow } from "../../../src/core/controller-row.ts";
import { StateUnavailableError } from "../../../src/core/state-error.ts";
import { leaseKey } from "../../../src/store/item.ts";
import { MalformedItemError } from "../../../src/store/item-error.ts";
import type { ItemTable } from "../../../src/store/item-table.ts";
import { createLease, type LeaseChange, type LeaseOptions } from "../../../src/store/lease.ts";
import { leaseItem } from "../../../src/store/lease-row.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { makeHolder, makeLeaseRow } from "../../support/made-rows.ts";
import { createMemoryItems } from "../../support/memory-items.ts";

function open(change: Partial<LeaseOptions> = {}) {
  const table = createMemoryItems();
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const changes: LeaseChange[] = [];
  let refusal: Error | undefined;
  let hangs = false;
  let puts = 0;
  const items: ItemTable = {
    ...table,
    put: (item, options) => {
      puts += 1;
      if (refusal !== undefined) return Promise.reject(refusal);
      if (!hangs) return table.put(item, options);
      return new Promise((_, reject) => {
        options?.signal?.addEventListener("abort", () => reject(options.signal?.reason));
      });
    },
  };
  const holder = makeHolder("one");
  const onChange = (told: LeaseChange) => changes.push(told);
  const options = { items, instance: "i", clock, holder, isDead: () => false, onChange };
  return {
    lease: createLease({ ...options, ...change }),
    table,
    clock,
    changes,
    row: () => table.getNow(leaseKey("i")) as unknown as LeaseRow,
    refuse: (error: Error | undefined) => {
      refusal = error;
    },
    hang: () => {
      hangs = true;
    },
    get puts() {
      return puts;
    },
  };
}

describe("a lease that is ours", () => {
  it("is renewed every five seconds, with what was told last", async () => {
    const { lease, clock, row } = open();
    await lease.tryAcquire();
    lease.describe({ revision: "r1", revisionSince: "2026-01-01T00:00:01.000Z" });
    await clock.advance(5_000);
    expect(row()).toMatchObject({ renewals: 2, revision: "r1", renewedAt: "2026-01-01T00:00:05.000Z" });
    lease.describe({});

    await clock.advance(60_000);

    expect(row()).toMatchObject({ renewals: 14, epoch: 1, acquiredAt: "2026-01-01T00:00:00.000Z" });
    expect(row()).not.toHaveProperty("revision");
    expect(lease.mayWrite()).toBe(true);
    await lease.release();
    expect(clock.sleeping).toBe(0);
  });

  it("lets no write begin that could outlast it, and is lost when its time is over", async () => {
    const { lease, clock, changes, refuse } = open();
    await lease.tryAcquire();
    refuse(new StateUnavailableError("PutItem", new Error("unplugged")));

    await clock.advance(12_999);
    expect(lease.mayWrite()).toBe(true);
    await clock.advance(1);
    expect(lease.mayWrite()).toBe(false);
    expect(lease.lost.aborted).toBe(false);
    await clock.advance(15_000);

    expect(lease.lost.reason).toMatchObject({ name: "LeaseLostError", holder: undefined });
    expect(changes.at(-1)).toMatchObject({ kind: "lost", epoch: 1 });
    expect(changes.filter(({ kind }) => kind === "renewalFailed")).toHaveLength(23);
    expect(clock.sleeping).toBe(0);
  });

  it("lives on when a renewal succeeds in time", async () => {
    const { lease, clock, refuse } = open();
    await lease.tryAcquire();
    refuse(new StateUnavailableError("PutItem", new Error("unplugged")));
    await clock.advance(26_500);
    refuse(undefined);

    await clock.advance(1_000);

    expect(lease.mayWrite()).toBe(true);
    expect(lease.lost.aborted).toBe(false);
    await lease.release();
  });

  it("gives up a renewal that gets no answer, and tries again", async () => {
    const opened = open();
    const { lease, clock, changes } = opened;
    await lease.tryAcquire();
    opened.hang();

    await clock.advance(11_000);

    expect(changes.map(({ kind }) => kind)).toEqual(["acquired", "renewalFailed"]);
    expect(opened.puts).toBe(3);
    await clock.advance(20_000);
    expect(lease.lost.aborted).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  it("is known to be over by a process that was stopped, before any of its timers fires", async () => {
    const base = new FakeClock(0);
    let stoppedMs = 0;
    const { lease } = open({ clock: { now: () => base.now() + stoppedMs, sleep: base.sleep.bind(base) } });
    await lease.tryAcquire();
    const { lost } = lease;

    stoppedMs = 60_000;

    expect(lease.mayWrite()).toBe(false);
    expect(await lease.tryAcquire()).toMatchObject({ kind: "acquired", epoch: 2, previous: { epoch: 1 } });
    expect(lost.aborted).toBe(true);
    expect(lease.lost.aborted).toBe(false);
    await lease.release();
    await base.advance(1);
    expect(base.sleeping).toBe(0);
  });

  it("costs nothing to ask for again", async () => {
    const opened = open();
    await opened.lease.tryAcquire();

    expect(await opened.lease.tryAcquire()).toEqual({ kind: "acquired", epoch: 1 });
    expect(opened.puts).toBe(1);
    await opened.lease.release();
  });
});

describe("a lease that is not ours", () => {
  it("may not be written under, and has no epoch", () => {
    const { lease } = open();

    expect([lease.mayWrite(), lease.epoch, lease.lost.aborted]).toEqual([false, 0, true]);
  });

  it("is given back in one call, and only once", async () => {
    const opened = open();
    const { lease, changes } = opened;
    await lease.release();
    await lease.tryAcquire();
    await lease.release();
    await lease.release();

    expect(opened.puts).toBe(2);
    expect(changes.map(({ kind }) => kind)).toEqual(["acquired", "released"]);
    expect(lease.lost.aborted).toBe(false);
    expect(opened.row()).toMatchObject({ released: true, renewals: 2 });
  });

  it("is left to others by who would not lead well", async () => {
    const { lease, table } = open({ mayTake: ({ revision }) => revision !== "newer" });
    const released = makeLeaseRow({ holder: "two", released: true, revision: "newer" });
    await table.put(leaseItem("i", released));

    expect(await lease.tryAcquire()).toEqual({ kind: "held", row: released, againInMs: 500 });
  });

  it("is believed to count as long as its holder says, but never shorter than ours", async () => {
    const { lease, table, clock } = open();
    await table.put(leaseItem("i", makeLeaseRow({ holder: "two", leaseMs: 40_000 })));
    await lease.tryAcquire();

    await clock.advance(39_000);
    expect(await lease.tryAcquire()).toMatchObject({ kind: "held" });
    await clock.advance(1_000);

    expect(await lease.tryAcquire()).toMatchObject({ kind: "acquired" });
    await lease.release();
  });

  it("is not taken over when its row makes no sense", async () => {
    const { lease, table } = open();
    await table.put({ ...leaseKey("i"), holder: 1 });

    await expect(lease.tryAcquire()).rejects.toThrow(MalformedItemError);
  });
});
