import { describe, expect, it } from "vitest";
import type { LeaseRow } from "../../../src/core/controller-row.ts";
import { StateUnavailableError } from "../../../src/core/state-error.ts";
import { leaseKey } from "../../../src/store/item.ts";
import type { ItemTable } from "../../../src/store/item-table.ts";
import { createLease } from "../../../src/store/lease.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { makeHolder } from "../../support/made-rows.ts";
import { createMemoryItems } from "../../support/memory-items.ts";

/** Leases on one table, and requests that arrive long after their sender has given up. */
function open() {
  const table = createMemoryItems();
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const late: (() => void)[] = [];
  let lateOnes = 0;
  let before: (() => void) | undefined;
  const items: ItemTable = {
    ...table,
    put: async (item, { condition } = {}) => {
      before?.();
      before = undefined;
      if (lateOnes === 0) return table.putNow(item, condition);
      lateOnes -= 1;
      late.push(() => table.putNow(item, condition));
      throw new StateUnavailableError("PutItem", new Error("timed out"));
    },
  };
  return {
    clock,
    lease: (holder: string) =>
      createLease({ items, instance: "i", clock, holder: makeHolder(holder), isDead: () => false }),
    row: () => table.getNow(leaseKey("i")) as unknown as LeaseRow,
    /** The senders of the next writes give up. */
    delayNext: (count = 1) => {
      lateOnes = count;
    },
    /** Just before the next write arrives. */
    beforeNext: (task: () => void) => {
      before = task;
    },
    arrive: () => {
      for (const task of late.splice(0)) task();
    },
  };
}

describe("an answer that arrives late", () => {
  it("proves the lease from when the question was asked only", async () => {
    const table = createMemoryItems();
    const base = new FakeClock(0);
    let stoppedMs = 0;
    const clock = { now: () => base.now() + stoppedMs, sleep: base.sleep.bind(base) };
    let answer = () => {};
    const items: ItemTable = {
      ...table,
      put: async (item, { condition } = {}) => {
        const outcome = table.putNow(item, condition);
        if (clock.now() > 0) {
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
        }
        return outcome;
      },
    };
    const lease = createLease({
      items,
      instance: "i",
      clock,
      holder: makeHolder("one"),
      isDead: () => false,
    });
    await lease.tryAcquire();
    await base.advance(5_000);
    stoppedMs = 12_999;

    answer();
    await base.advance(0);

    expect(lease.mayWrite()).toBe(true);
    stoppedMs = 13_000;
    expect(lease.mayWrite()).toBe(false);
    const released = lease.release();
    answer();
    await released;
  });
});

describe("a request that arrives late", () => {
  it("does not turn the count of renewals back", async () => {
    const { lease, clock, row, delayNext, arrive } = open();
    const one = lease("one");
    await one.tryAcquire();
    delayNext();
    await clock.advance(10_000);
    const before = row();

    arrive();

    expect(row()).toEqual(before);
    expect(before.renewals).toBe(3);
    await one.release();
  });

  it("does not undo that the lease was given back", async () => {
    const { lease, clock, row, delayNext, arrive } = open();
    const one = lease("one");
    await one.tryAcquire();
    delayNext();
    await clock.advance(5_000);
    await one.release();

    arrive();

    expect(row().released).toBe(true);
  });

  it("does not give back what was taken again since", async () => {
    const { lease, row, delayNext, arrive } = open();
    const one = lease("one");
    await one.tryAcquire();
    delayNext();
    await expect(one.release()).rejects.toThrow(StateUnavailableError);
    await one.tryAcquire();

    arrive();

    expect(row()).toMatchObject({ holder: "one", epoch: 2, released: false });
    await one.release();
  });

  it("is not taken for the attempt that came after it: others may have seen it long before", async () => {
    const { lease, clock, delayNext, beforeNext, arrive } = open();
    const one = lease("one");
    delayNext();
    await expect(one.tryAcquire()).rejects.toThrow("timed out");
    await clock.advance(1_000);
    beforeNext(arrive);

    expect(await one.tryAcquire()).toMatchObject({ kind: "acquired", epoch: 2, previous: { epoch: 1 } });
    await one.release();
  });

  it("keeps the lease from others when it is a renewal that comes before they take it", async () => {
    const { lease, clock, row, delayNext, beforeNext, arrive } = open();
    const [one, two] = [lease("one"), lease("two")];
    await one.tryAcquire();
    await two.tryAcquire();
    delayNext(Number.POSITIVE_INFINITY);
    await clock.advance(28_000);
    delayNext(0);
    beforeNext(arrive);

    expect(await two.tryAcquire()).toMatchObject({ kind: "held", row: { holder: "one" } });
    expect(row().renewals).toBeGreaterThan(1);
    expect(one.mayWrite()).toBe(false);
  });
});
