import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planAll } from "../../src/engine/plan-all.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type CrashPoint, doom, ignoreCrash } from "../support/fake-crash.ts";
import { fakeFleets, lacking, someFaults, worldOf } from "../support/fake-fleet.ts";
import { fakeSet } from "../support/fake-resource.ts";
import { fakeRun } from "../support/fake-run.ts";
import type { FakeWorld } from "../support/fake-world.ts";

const mendable = fakeFleets(["part", "all", "busy"]);
const anyFleet = fakeFleets(["part", "all", "busy", "foreign", "broken"]);
const manyStreams = fakeFleets(["busy", "part"], ["Stream", "Stream", "Stream", "Function"]);
const workers = fc.integer({ min: 1, max: 8 });

const crashes: fc.Arbitrary<CrashPoint> = fc.record({
  boundary: fc.nat(60),
  side: fc.constantFrom("before", "after"),
});
const prune = { scope: () => true, maxDeletes: 1_000 };

/** Another run finds nothing to do and nothing to say. */
async function expectRest(
  world: FakeWorld,
  clock: FakeClock,
  resources: Parameters<typeof fakeSet>[0],
): Promise<void> {
  const calls = world.calls.length;
  world.table.writes = [];
  const { summary } = await fakeRun(world, clock, resources, { prune });
  expect(world.calls).toHaveLength(calls);
  expect(world.table.writes).toEqual([]);
  expect(summary.ready).toHaveLength(resources.length);
}

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

  it("makes no call and writes no row the second time", async () => {
    await fc.assert(
      fc.asyncProperty(mendable, someFaults, async (fleet, faults) => {
        const clock = new FakeClock();
        const world = worldOf(fleet, clock);
        world.faults = faults;
        await fakeRun(world, clock, fleet.resources);
        const before = world.calls.length;
        world.faults = [];
        world.table.writes = [];

        const { summary } = await fakeRun(world, clock, fleet.resources);

        expect(world.calls).toHaveLength(before);
        expect(world.table.writes).toEqual([]);
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

  it("converges after a crash at any write, to AWS or to the table, and rests from then on", async () => {
    await fc.assert(
      fc.asyncProperty(mendable, crashes, async (fleet, crash) => {
        const clock = new FakeClock();
        const world = worldOf(fleet, clock);
        const given = new Set(world.things.keys());
        const doomed = doom(world, crash);
        await fakeRun(world, clock, fleet.resources, { signal: doomed.signal });
        doomed.bury();
        const known = new Set((await world.table.rows()).map(({ key }) => key));
        expect([...world.things.keys()].filter((key) => !given.has(key) && !known.has(key))).toEqual([]);

        const { summary } = await fakeRun(world, clock, fleet.resources);

        expect(lacking(fleet, world)).toEqual([]);
        expect(world.violations).toEqual([]);
        expect(summary.ready).toHaveLength(fleet.resources.length);
        expect(world.mostCreating).toBeLessThanOrEqual(5);
        await expectRest(world, clock, fleet.resources);
      }),
      { numRuns: 200 },
    );
  });

  it("deletes what is declared no more through a crash at any write, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(mendable, crashes, fc.nat(), async (fleet, crash, count) => {
        const clock = new FakeClock();
        const world = worldOf(fleet, clock);
        await fakeRun(world, clock, fleet.resources);
        // What comes later needs what came before, so that any beginning of the list can be kept.
        const kept = fleet.resources.slice(0, count % (fleet.resources.length + 1));
        const doomed = doom(world, crash);
        await fakeRun(world, clock, kept, { prune, signal: doomed.signal }).catch(ignoreCrash);
        doomed.bury();

        await fakeRun(world, clock, kept, { prune });

        const keys = kept.map(({ key }) => key).toSorted();
        expect([...world.things.keys()].toSorted()).toEqual(keys);
        expect((await world.table.rows()).map(({ key }) => key)).toEqual(keys);
        expect(lacking({ ...fleet, resources: kept }, world)).toEqual([]);
        expect(world.violations).toEqual([]);
        await expectRest(world, clock, kept);
      }),
      { numRuns: 80 },
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
