import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planAll } from "../../src/engine/plan-all.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { fakeFleets, lacking, someFaults, worldOf } from "../support/fake-fleet.ts";
import { fakeSet } from "../support/fake-resource.ts";
import { fakeRun } from "../support/fake-run.ts";
import type { FakeWorld } from "../support/fake-world.ts";

const mendable = fakeFleets(["part", "all", "busy"]);
const anyFleet = fakeFleets(["part", "all", "busy", "foreign", "broken"]);
const manyStreams = fakeFleets(["busy", "part"], ["Stream", "Stream", "Stream", "Function"]);
const workers = fc.integer({ min: 1, max: 8 });

function callsByKey(world: FakeWorld): Record<string, readonly string[]> {
  const byKey: Record<string, string[]> = {};
  for (const { key, call } of world.calls) {
    const calls = byKey[key] ?? [];
    calls.push(call);
    byKey[key] = calls;
  }
  return byKey;
}

function planFleet(world: FakeWorld, clock: FakeClock, resources: Parameters<typeof fakeSet>[0]) {
  const signal = new AbortController().signal;
  const set = fakeSet(resources);
  const known = { rows: [], requests: [] };
  return clock.drive(planAll({ set, ...known, ports: world.ports(), workers: 4, signal }));
}

describe("a run", () => {
  it("converges from any state, through any transient faults", async () => {
    await fc.assert(
      fc.asyncProperty(mendable, someFaults, workers, fc.nat(3), async (fleet, faults, count, failing) => {
        const clock = new FakeClock();
        const world = worldOf(fleet, clock);
        world.faults = faults;
        world.failingLists = failing;

        const { summary } = await fakeRun(world, clock, fleet.resources, { workers: count });

        expect(lacking(fleet, world)).toEqual([]);
        expect(world.violations).toEqual([]);
        expect(summary.ready).toHaveLength(fleet.resources.length);
        expect(clock.sleeping).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it("makes no call the second time", async () => {
    await fc.assert(
      fc.asyncProperty(mendable, someFaults, async (fleet, faults) => {
        const clock = new FakeClock();
        const world = worldOf(fleet, clock);
        world.faults = faults;
        await fakeRun(world, clock, fleet.resources);
        const before = world.calls.length;
        world.faults = [];

        const { summary } = await fakeRun(world, clock, fleet.resources);

        expect(world.calls).toHaveLength(before);
        expect(summary.ready).toHaveLength(fleet.resources.length);
      }),
      { numRuns: 80 },
    );
  });

  it("makes exactly the calls that a plan of the same world lists", async () => {
    await fc.assert(
      fc.asyncProperty(anyFleet, workers, async (fleet, count) => {
        const clock = new FakeClock();
        const world = worldOf(fleet, clock);
        const plans = await planFleet(world, clock, fleet.resources);

        const { summary } = await fakeRun(world, clock, fleet.resources, { workers: count });

        const planned = plans.filter((plan) => plan.steps.length > 0);
        expect(callsByKey(world)).toEqual(
          Object.fromEntries(planned.map((plan) => [plan.key, plan.steps.map((step) => step.call)])),
        );
        expect(summary.calls.made).toEqual(summary.calls.planned);
      }),
      { numRuns: 200 },
    );
  });

  it("plans, calls and ends the same whatever order the manifests came in", async () => {
    await fc.assert(
      fc.asyncProperty(anyFleet, fc.infiniteStream(fc.nat()), async (fleet, random) => {
        const shuffled = [...fleet.resources]
          .map((resource) => ({ resource, at: random.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ resource }) => resource);
        const [one, other] = await Promise.all(
          [fleet.resources, shuffled].map(async (resources) => {
            const clock = new FakeClock();
            const world = worldOf(fleet, clock);
            const plans = await planFleet(world, clock, resources);
            const { summary } = await fakeRun(world, clock, resources);
            return { plans, summary, calls: world.calls };
          }),
        );

        expect(other).toEqual(one);
      }),
      { numRuns: 60 },
    );
  });

  it("converges after being cut off before or after any call", async () => {
    await fc.assert(
      fc.asyncProperty(mendable, fc.nat(40), fc.boolean(), async (fleet, cutAt, isBefore) => {
        const clock = new FakeClock();
        const world = worldOf(fleet, clock);
        const cut = new AbortController();
        const hook = (made: number) => {
          if (made === cutAt) cut.abort();
          if (made === cutAt && isBefore) throw new Error("killed");
        };
        if (isBefore) world.beforeCall = hook;
        else world.afterCall = hook;
        await fakeRun(world, clock, fleet.resources, { signal: cut.signal });
        world.beforeCall = () => undefined;
        world.afterCall = () => undefined;

        const { summary } = await fakeRun(world, clock, fleet.resources);

        expect(lacking(fleet, world)).toEqual([]);
        expect(world.violations).toEqual([]);
        expect(summary.ready).toHaveLength(fleet.resources.length);
        expect(world.mostCreating).toBeLessThanOrEqual(5);
      }),
      { numRuns: 120 },
    );
  });

  it("never has a sixth stream created at once", async () => {
    await fc.assert(
      fc.asyncProperty(manyStreams, someFaults, workers, async (fleet, faults, count) => {
        const clock = new FakeClock();
        const world = worldOf(fleet, clock);
        world.faults = faults;

        await fakeRun(world, clock, fleet.resources, { workers: count });

        expect(world.mostCreating).toBeLessThanOrEqual(5);
      }),
      { numRuns: 100 },
    );
  });

  it("never writes to what is someone else's, suspended, or not wanted", async () => {
    await fc.assert(
      fc.asyncProperty(anyFleet, async (fleet) => {
        const clock = new FakeClock();
        const world = worldOf(fleet, clock);

        await fakeRun(world, clock, fleet.resources);

        const touched = new Set(world.calls.map(({ key }) => key));
        const untouchable = fleet.resources.filter(
          ({ key, policy }) => policy.suspend || fleet.before.get(key) === "foreign",
        );
        expect(untouchable.filter(({ key }) => touched.has(key))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
