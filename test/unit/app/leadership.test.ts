import { describe, expect, it } from "vitest";
import { giveBack, hostName, tablePatience, takeLease } from "../../../src/app/leadership.ts";
import { createLease } from "../../../src/store/lease.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { makeHolder } from "../../support/made-rows.ts";
import { createMemoryItems } from "../../support/memory-items.ts";

const nobodyIsDead = () => false;

/** Two processes of different machines, the first of which holds the lease. */
async function open() {
  const clock = new FakeClock(Date.parse("2026-01-01T00:00:00.000Z"));
  const items = createMemoryItems();
  const leaseOf = (name: string, of = items) =>
    createLease({ items: of, instance: "i", clock, holder: makeHolder(name), isDead: nobodyIsDead });
  const cable = { isPulled: false };
  const first = leaseOf("first", {
    ...items,
    put: (item, options) =>
      cable.isPulled ? Promise.reject(new Error("unplugged")) : items.put(item, options),
  });
  await first.tryAcquire();
  return { clock, first, second: leaseOf("second"), cable };
}

describe("taking the lease for one run", () => {
  it("is refused at once while the holder is seen to renew it, naming it", async () => {
    const { clock, first, second } = await open();
    first.describe({ revision: "r7" });
    await clock.advance(5_000);

    const taking = takeLease(second, { clock, signal: new AbortController().signal });

    await expect(taking).rejects.toThrow(/^server on \S+ \(pid \d+\) holds the lease, at revision r7/);
    await first.release();
  });

  it("waits for as long as the lease counts when the holder fell silent long ago", async () => {
    const { clock, second, cable } = await open();
    cable.isPulled = true;
    await clock.advance(60_000);

    const told: string[] = [];
    const onWait = (holder: string) => told.push(holder);
    const taking = takeLease(second, { clock, signal: new AbortController().signal, onWait });
    await clock.advance(28_500);

    expect(await taking).toMatchObject({ kind: "acquired", epoch: 2 });
    expect(told).toEqual([expect.stringMatching(/^server on \S+ \(pid \d+\)$/)]);
    await second.release();
  });

  it("is refused as soon as a holder with a slow clock speaks", async () => {
    const { clock, first, second } = await open();
    const ahead = { now: () => clock.now() + 120_000, sleep: clock.sleep.bind(clock) };

    const taking = takeLease(second, { clock: ahead, signal: new AbortController().signal });
    const refused = expect(taking).rejects.toThrow("holds the lease");
    await clock.advance(6_000);

    await refused;
    await first.release();
  });

  it("waits no longer than it is told to", async () => {
    const { clock, second, cable } = await open();
    cable.isPulled = true;
    await clock.advance(60_000);
    const stop = new AbortController();

    const taking = takeLease(second, { clock, signal: stop.signal });
    const refused = expect(taking).rejects.toThrow("enough");
    await clock.advance(1_000);
    stop.abort(new Error("enough"));

    await refused;
  });
});

describe("giving the lease back", () => {
  it("lets the next take it at once", async () => {
    const { clock, first, second } = await open();

    await clock.drive(giveBack(first, clock, 500));

    expect(await second.tryAcquire()).toMatchObject({ kind: "acquired", epoch: 2 });
    await second.release();
    expect(clock.sleeping).toBe(0);
  });

  it("takes no longer than it may when the table does not answer", async () => {
    const { clock } = await open();
    const startedAtMs = clock.now();
    const hanging = { release: () => new Promise<never>(() => {}) };

    await clock.advance(0);
    const giving = giveBack(hanging, clock, 500);
    await clock.advance(500);

    await giving;
    expect(clock.now() - startedAtMs).toBe(500);
  });

  it("does not mind a table that refuses", async () => {
    const { clock } = await open();

    await giveBack({ release: () => Promise.reject(new Error("no route")) }, clock, 500);
  });
});

describe("the patience with the table that the lease is in", () => {
  it("ends before a renewal is due", () => {
    expect(tablePatience(30_000)).toEqual({ requestTimeoutMs: 5_000, maxAttempts: 3 });
    expect(tablePatience(6_000).requestTimeoutMs).toBe(1_000);
  });
});

describe("the name of a host, for people", () => {
  it.each([
    ["desk/4026531838/1", "desk"],
    ["desk", "desk"],
  ])("of %s is %s", (host, expected) => {
    expect(hostName(host)).toBe(expected);
  });
});
