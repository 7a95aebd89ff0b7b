import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import type { Kind } from "../../../src/core/kind.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { startFakeController, startSettled } from "../../support/fake-controller.ts";
import { withKind } from "../../support/fake-ports.ts";
import { fakeResource } from "../../support/fake-resource.ts";
import { type Behaviour, FakeWorld } from "../../support/fake-world.ts";

const role = fakeResource("Role", "r");
const stream = fakeResource("Stream", "s");
const lambda = fakeResource("Function", "f");
const periodMs = 60_000;

function setUp(behaviours: ReadonlyMap<ResourceKey, Behaviour> = new Map()) {
  const clock = new FakeClock();
  return { clock, world: new FakeWorld(clock, behaviours) };
}

function roles(count: number) {
  return Array.from({ length: count }, (_, index) => fakeResource("Role", `r${index}`));
}

describe("a controller's scans", () => {
  it("look at everything that is declared, each period", async () => {
    const { clock, world } = setUp();
    const startedAtMs = clock.now();
    await using started = await startSettled({ world, clock }, [role]);
    const before = started.passes.length;

    await clock.advance(2 * periodMs);

    expect(started.passes.slice(before).map(({ atMs }) => atMs - startedAtMs)).toEqual([60_040, 120_040]);
    expect(started.scans.map(({ atMs, result }) => [atMs - startedAtMs, result])).toEqual([
      [60, "ok"],
      [60_040, "ok"],
      [120_040, "ok"],
    ]);
  });

  it.each([
    ["a tenth earlier", 0, 54_000],
    ["a tenth later", 1, 66_000],
  ])("come at most %s than the period says", async (_how, roll, expected) => {
    const { clock, world } = setUp();
    await using started = await startFakeController({ world, clock }, { rng: { next: () => roll } });
    started.want([]);

    await clock.advance(expected);

    expect(started.scans).toHaveLength(2);
    expect((started.scans[1]?.atMs ?? 0) - (started.scans[0]?.atMs ?? 0)).toBe(expected);
  });

  it("begin with the first reading, not before", async () => {
    const { clock, world } = setUp();
    await using started = await startFakeController({ world, clock });
    await clock.advance(10 * periodMs);
    expect(started.scans).toEqual([]);

    started.want([role]);
    await clock.advance(100);

    expect(started.scans).toHaveLength(1);
  });

  it("let one list of a kind serve all its keys", async () => {
    const { clock, world } = setUp();
    const fleet = roles(50);
    await using started = await startSettled({ world, clock }, fleet);
    world.lists = [];

    await clock.advance(periodMs);

    expect(started.lookedAt(clock.now() - 30_000)).toHaveLength(50);
    expect(world.lists).toHaveLength(1);
  });

  it("do not hurry what rests after a failure", async () => {
    const passesWith = async (scanPeriodMs: number) => {
      const { clock, world } = setUp();
      world.faults = Array(20).fill("lost");
      await using started = await startFakeController({ world, clock }, { scanPeriodMs });
      started.want([role]);
      await clock.advance(60_000);
      return started.passes;
    };

    const often = await passesWith(1_000);

    expect(often.length).toBeGreaterThan(4);
    expect(often).toEqual(await passesWith(3_600_000));
  });

  it("try again what failed for good", async () => {
    const { clock, world } = setUp();
    world.faults = ["denied"];
    await using started = await startSettled({ world, clock }, [role]);
    expect(world.calls).toEqual([]);

    await clock.advance(periodMs);

    expect(world.calls).toHaveLength(1);
    expect(started.controller.rows[0]).toMatchObject({ state: "present" });
  });

  it("write nothing but a heartbeat while nothing happens", async () => {
    const { clock, world } = setUp(new Map([[lambda.key, { lateSettings: 1, settlingMs: 2_000 }]]));
    await using started = await startSettled({ world, clock }, [role, stream, lambda]);
    const calls = world.calls.length;
    const events = world.table.events.length;
    world.table.writes = [];

    await clock.advance(100 * periodMs);

    expect(started.scans).toHaveLength(101);
    expect(world.table.writes).toEqual(Array(100).fill("controller"));
    expect(world.calls).toHaveLength(calls);
    expect(world.table.events).toHaveLength(events);
  });

  it("say when the last of them ended", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [role]);
    await clock.advance(periodMs);

    const lastScanAt = new Date(started.scans[1]?.atMs ?? 0).toISOString();

    expect(started.controller.status.lastScanAt).toBe(lastScanAt);
    expect(await world.table.controller()).toMatchObject({ lastScanAt });
  });

  it("are in error while something could not be seen", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [role]);
    world.failingLists = 1;

    await clock.advance(2 * periodMs);

    expect(started.scans.map(({ result }) => result)).toEqual(["ok", "error", "ok"]);
  });

  it("correct drift", async () => {
    const { clock, world } = setUp(new Map([[role.key, { settings: 1 }]]));
    await using _started = await startSettled({ world, clock }, [role]);
    world.things.get(role.key)?.settings.delete("early0");

    await clock.advance(periodMs);

    expect(world.things.get(role.key)?.settings).toContain("early0");
    const told = world.table.events.map(({ reason, cause }) => [reason, cause]);
    expect(told.slice(2)).toEqual([
      ["Applied", "drift"],
      ["DriftCorrected", undefined],
    ]);
  });

  it("read in turn what lists leave out, and only of what has it", async () => {
    const { clock, world } = setUp();
    const functions = Array.from({ length: 8 }, (_, index) => fakeResource("Function", `f${index}`));
    const deep: string[] = [];
    const remember = (hasDepths: boolean) => (kind: Kind) => ({
      observe: (...[resource, freshness]: Parameters<Kind["observe"]>) => {
        if (freshness.deep) deep.push(resource.name);
        return kind.observe(resource, freshness);
      },
      hasDepths: () => hasDepths,
    });
    const ports = withKind(withKind(world.ports(), "Function", remember(true)), "Role", remember(false));
    await using _started = await startSettled({ world, clock }, [...functions, role], { ports });
    deep.length = 0;

    await clock.advance(2 * periodMs);

    expect(deep.toSorted()).toEqual(functions.map(({ name }) => name));
  });

  it("go on although one of them fails", async () => {
    const { clock, world } = setUp();
    let failures = 1;
    const ports = withKind(world.ports(), "Role", () => ({
      hasDepths: () => {
        if (failures-- > 0) throw new Error("no depths");
        return false;
      },
    }));
    await using started = await startSettled({ world, clock }, [role], { ports });

    await clock.advance(periodMs);

    expect(started.problems).toEqual(["scanning: Error: no depths"]);
    expect(started.scans.map(({ result }) => result)).toEqual(["error", "ok"]);
    expect(world.calls).toHaveLength(1);
  });

  it("tell how much is queued", async () => {
    const { clock, world } = setUp();
    await using started = await startFakeController({ world, clock }, { workers: 1 });
    started.want(roles(3));

    await clock.advance(0);

    expect(started.controller.queueDepths).toEqual({ urgent: 0, fresh: 0, resync: 2 });
  });
});
