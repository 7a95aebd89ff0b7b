import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LeaseRow } from "../../src/core/controller-row.ts";
import { createRandom } from "../../src/local/gateway/random.ts";
import { leaseKey } from "../../src/store/item.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { createLeaseWorld, type LeaseProcess, type Network } from "../support/lease-world.ts";

const stepMs = 250;
/** How long an AWS call may take that began while `mayWrite` was true. */
const callMs = 15_000;

type Happening = "stop" | "resume" | "release" | "kill" | "cut" | "mend";

/** Processes by number, or who leads by then: it is the one worth troubling. */
type Who = 0 | 1 | 2 | "leader";

interface History {
  readonly seed: number;
  readonly network: Network;
  readonly skews: readonly number[];
  readonly happenings: readonly {
    readonly afterMs: number;
    readonly who: Who;
    readonly what: Happening;
  }[];
}

const history: fc.Arbitrary<History> = fc.record({
  seed: fc.nat(),
  network: fc.record({ latencyMs: fc.constantFrom(0, 50, 900, 4_000), loss: fc.constantFrom(0, 0.1, 0.4) }),
  skews: fc.array(fc.integer({ min: -7_200_000, max: 7_200_000 }), { minLength: 3, maxLength: 3 }),
  happenings: fc.array(
    fc.record({
      afterMs: fc.oneof(fc.nat(6_000), fc.integer({ min: 20_000, max: 50_000 })),
      who: fc.constantFrom<Who>(0, 1, 2, "leader", "leader", "leader"),
      what: fc.constantFrom<Happening>("stop", "stop", "resume", "resume", "release", "kill", "cut", "mend"),
    }),
    { maxLength: 20 },
  ),
});

function befall(process: LeaseProcess, what: Happening): void {
  if (what === "stop") process.stop();
  else if (what === "resume") process.resume();
  else if (what === "kill") process.kill();
  else if (what === "release") void process.release();
  else process.cutOff(what === "cut");
}

/** Holds the law at every step: who may write now leaves every other's last call time to end. */
function createWatcher(clock: FakeClock, processes: readonly LeaseProcess[]) {
  const lastMs = new Map<LeaseProcess, number>();
  const epochs: number[] = [];
  return {
    epochs,
    /** Its calls were over before it gave the lease back. */
    hasEnded: (process: LeaseProcess) => lastMs.delete(process),
    look: () => {
      const nowMs = clock.now();
      const writers = processes.filter((process) => process.mayWrite());
      expect(writers.map(({ name }) => name).slice(1)).toEqual([]);
      const [writer] = writers;
      if (writer === undefined) return;
      for (const [other, ms] of lastMs)
        if (other !== writer) expect(nowMs - ms).toBeGreaterThanOrEqual(callMs - stepMs);
      lastMs.set(writer, nowMs);
      if (epochs.at(-1) !== writer.lease.epoch) epochs.push(writer.lease.epoch);
    },
  };
}

function leaderOf({ table }: ReturnType<typeof createLeaseWorld>): unknown {
  return table.getNow(leaseKey("i"))?.["holder"];
}

async function play({ seed, network, skews, happenings }: History): Promise<readonly number[]> {
  const clock = new FakeClock(10_000_000);
  const world = createLeaseWorld(clock, { next: createRandom(seed) }, network);
  const processes = skews.map((skewMs, index) => world.start(`p${index}`, skewMs));
  const watcher = createWatcher(clock, processes);
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await clock.advance(stepMs);
      watcher.look();
    }
  };
  await pass(2_000);
  for (const { afterMs, who, what } of happenings) {
    const process =
      who === "leader" ? processes.find((each) => each.name === leaderOf(world)) : processes[who];
    if (process === undefined || process.isKilled) continue;
    if (what === "release" && process.isStill) continue;
    befall(process, what);
    if (what === "release") watcher.hasEnded(process);
    await pass(afterMs);
  }
  await pass(40_000);
  for (const process of processes) process.kill();
  return watcher.epochs;
}

describe("leases that share a table", () => {
  it("never let two write, nor one begin while a call of another may be under way", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (happened) => {
        const epochs = await play(happened);

        expect(epochs).toEqual([...new Set(epochs)].sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it("are led again within 30 seconds after the leader was killed, whenever that is", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.integer({ min: 0, max: 20_000 }),
        fc.nat(999),
        async (seed, atMs, lagMs) => {
          const clock = new FakeClock(10_000_000);
          const world = createLeaseWorld(clock, { next: createRandom(seed) }, { latencyMs: 50, loss: 0 });
          const leader = world.start("leader", 0);
          await clock.advance(200 + lagMs);
          const standby = world.start("standby", -3_600_000);
          await clock.advance(2_000 + atMs);
          expect([leader.mayWrite(), standby.mayWrite()]).toEqual([true, false]);

          leader.kill();
          await clock.advance(30_000);

          expect(standby.mayWrite()).toBe(true);
          expect(world.table.getNow(leaseKey("i"))).toMatchObject({ holder: "standby", epoch: 2 });
          standby.kill();
        },
      ),
      { numRuns: 100 },
    );
  });

  it("are led again within two seconds after the leader gave it back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(20_000), async (seed, atMs) => {
        const clock = new FakeClock(10_000_000);
        const world = createLeaseWorld(clock, { next: createRandom(seed) }, { latencyMs: 50, loss: 0 });
        const leader = world.start("leader", 0);
        await clock.advance(200);
        const standby = world.start("standby", 5_000);
        await clock.advance(2_000 + atMs);

        const released = leader.release();
        leader.stop();
        await clock.advance(2_000);

        expect((world.table.getNow(leaseKey("i")) as unknown as LeaseRow).holder).toBe("standby");
        expect([leader.mayWrite(), standby.mayWrite()]).toEqual([false, true]);
        leader.resume();
        await clock.advance(10);
        await released;
        for (const process of [leader, standby]) process.kill();
      }),
      { numRuns: 100 },
    );
  });
});
