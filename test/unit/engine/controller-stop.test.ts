import { describe, expect, it } from "vitest";
import { FakeClock } from "../../support/fake-clock.ts";
import { startFakeController, startSettled } from "../../support/fake-controller.ts";
import { withKind } from "../../support/fake-ports.ts";
import { fakeResource } from "../../support/fake-resource.ts";
import { FakeWorld } from "../../support/fake-world.ts";

const role = fakeResource("Role", "r");
const stream = fakeResource("Stream", "s");
const mostMs = 1_200;

function setUp() {
  const clock = new FakeClock();
  return { clock, world: new FakeWorld(clock) };
}

describe("a controller that is stopped", () => {
  it("ends at once while it rests, and leaves nothing behind", async () => {
    const { clock, world } = setUp();
    const started = await startSettled({ world, clock }, [role, stream]);

    expect(await started.stop()).toBe(0);
    expect(clock.sleeping).toBe(0);
  });

  it("ends before it has read anything", async () => {
    const { clock, world } = setUp();
    const started = await startFakeController({ world, clock });

    expect(await started.stop()).toBeLessThanOrEqual(mostMs);
    expect(world.table.writes).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });

  it("lets the call under way end, and keeps what came of it", async () => {
    const { clock, world } = setUp();
    const ports = withKind(world.ports(), "Role", (kind) => ({
      apply: async (...asked) => {
        await clock.sleep(600);
        return kind.apply(...asked);
      },
    }));
    const started = await startFakeController({ world, clock }, { ports });
    started.want([role, stream]);
    await clock.advance(100);

    expect(await started.stop()).toBeLessThanOrEqual(mostMs);
    expect(world.things.has(role.key)).toBe(true);
    expect(await world.table.row(role.key)).toMatchObject({ state: "present" });
  });

  it("begins no call any more", async () => {
    const { clock, world } = setUp();
    const started = await startFakeController({ world, clock }, { workers: 1 });
    const fleet = Array.from({ length: 10 }, (_, index) => fakeResource("Role", `r${index}`));
    started.want(fleet);
    await clock.advance(50);

    await started.stop();
    await clock.advance(60_000);

    expect(world.calls.length).toBeLessThanOrEqual(1);
  });

  it("gives a read up that does not end in a second", async () => {
    const { clock, world } = setUp();
    const ports = withKind(world.ports(), "Role", () => ({ observe: () => new Promise(() => {}) }));
    const started = await startFakeController({ world, clock }, { ports });
    started.want([role]);
    await clock.advance(100);

    expect(await started.stop()).toBeLessThanOrEqual(mostMs);
    expect(clock.sleeping).toBe(0);
  });

  it("does not wait for an account that does not answer", async () => {
    const { clock, world } = setUp();
    const ports = { ...world.ports(), prepare: () => new Promise<void>(() => {}) };
    const started = await startFakeController({ world, clock }, { ports });
    started.want([role]);
    await clock.advance(100);

    expect(await started.stop()).toBeLessThanOrEqual(mostMs);
    expect(clock.sleeping).toBe(0);
  });

  it("does not wait for a table that does not answer", async () => {
    const { clock, world } = setUp();
    const { store } = world.table;
    const hanging = { ...store, putController: () => new Promise<never>(() => {}) };
    const started = await startFakeController({ world, clock }, { store: hanging });
    started.want([role]);
    await clock.advance(100);

    expect(await started.stop()).toBeLessThanOrEqual(mostMs);
    expect(clock.sleeping).toBe(0);
  });

  it("deletes nothing any more", async () => {
    const { clock, world } = setUp();
    const ports = withKind(world.ports(), "Role", (kind) => ({
      remains: async (...asked) => {
        await clock.sleep(500);
        return kind.remains(...asked);
      },
    }));
    const started = await startSettled({ world, clock }, [role, stream], { ports });
    started.want([stream]);
    await clock.advance(100);

    await started.stop();

    expect(world.things.has(role.key)).toBe(true);
    expect(await world.table.row(role.key)).toBeDefined();
  });

  it("does not count the scan it was in", async () => {
    const { clock, world } = setUp();
    const started = await startFakeController({ world, clock });
    started.want([role]);
    await clock.advance(20);

    await started.stop();

    expect(started.scans).toEqual([]);
    expect((await world.table.controller())?.lastScanAt).toBeUndefined();
  });

  it("before it began does nothing at all", async () => {
    const { clock, world } = setUp();
    const started = await startSettled({ world, clock }, [role]);
    await started.stop();
    const { length } = started.passes;

    await clock.drive(started.controller.run(AbortSignal.abort()));

    expect(started.passes).toHaveLength(length);
    expect(clock.sleeping).toBe(0);
  });
});
