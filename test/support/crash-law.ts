import { expect } from "vitest";
import type { DesiredSet } from "../../src/api/desired-set.ts";
import { tagValue } from "../../src/core/ownership.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { type Census, censusWith, ownedKeys } from "./aws-census.ts";
import { instance, type RunProcess } from "./crash-process.ts";
import type { Beginning, CrashWorld, CrashWorlds } from "./crash-world.ts";
import { type Death, type DeathSide, Mortal } from "./mortal.ts";

/** What a process begins with, and what it and the one after it are told to make of it. */
export interface CrashStory {
  readonly run: RunProcess;
  /** Absent: an empty account and an empty table. */
  readonly from?: Beginning;
  readonly set: DesiredSet;
  /** What is wanted when the next process starts; absent: the same. */
  readonly afterwards?: DesiredSet;
  /** What must be there in the end. */
  readonly census: Census;
}

export const emptyCensus: Census = { roles: [], functions: [], streams: [], mappings: [], logGroups: [] };

/**
 * Where a process dies: `everywhere` is before each of its writes and, of those to AWS, after each as well. After a
 * write to the state table is before the next write: nothing else leaves a process in between, and a table does not
 * change by itself as a stream does that is being created.
 */
export type Deaths = "everywhere" | "around AWS calls" | "with late AWS calls";

const sides: Readonly<
  Record<Deaths, { readonly aws: readonly DeathSide[]; readonly table: readonly DeathSide[] }>
> = {
  everywhere: { aws: ["before", "after"], table: ["before"] },
  "around AWS calls": { aws: ["before", "after"], table: [] },
  "with late AWS calls": { aws: ["late"], table: [] },
};

/**
 * Lets a process die at each of its writes in turn, and holds what the next one makes of it to the law.
 * @returns what was violated, by the write; and how many deaths were died
 */
export async function dieAtWrites(worlds: CrashWorlds, story: CrashStory, deaths: Deaths) {
  const writes = await undisturbed(worlds, story);
  const all = writes.flatMap((write, boundary) =>
    sides[deaths][isAwsCall(write) ? "aws" : "table"].map((side) => ({ write, boundary, side })),
  );
  const violations: string[] = [];
  for (const { write, ...death } of all) {
    await dieOnce(worlds, story, death).catch((error: unknown) =>
      violations.push(
        `${death.side} ${death.boundary} (${write}): ${error instanceof Error ? error.message : error}`,
      ),
    );
  }
  return { deaths: all.length, violations };
}

/** @returns the names of a process's writes, in order; the same each time */
async function undisturbed(worlds: CrashWorlds, { run, from, set }: CrashStory): Promise<readonly string[]> {
  const world = await worlds.begin(from);
  const process = new Mortal();
  await world.drive(run(world, process, set));
  return process.writes;
}

/** One process dies, the next makes everything good, and a third finds nothing to do. */
async function dieOnce(worlds: CrashWorlds, story: CrashStory, death: Death): Promise<void> {
  const { run, from, set: first, afterwards: set = first } = story;
  const world = await worlds.begin(from);
  const mortal = new Mortal(death);
  await world.drive(Promise.race([mortal.died, run(world, mortal, first)]));
  expect(mortal.isDead).toBe(true);

  const second = run(world, new Mortal(), set);
  if (mortal.late === undefined) await world.drive(second);
  else {
    await world.drive(Promise.all([second, arrive(world, mortal.late, death.boundary)]));
    await world.drive(run(world, new Mortal(), set));
  }

  const third = new Mortal();
  await world.drive(run(world, third, set));
  expect(third.writes.filter(changesSomething)).toEqual([]);
  await world.drive(expectWhole(world, set, story.census));
}

/**
 * A call of the dead process comes through, at one of several moments of the time for which that is reckoned with.
 * What it leaves in the table is seen by the next process, if not by the one that has read the table already.
 */
async function arrive({ clock }: CrashWorld, late: () => Promise<unknown>, boundary: number): Promise<void> {
  await clock.sleep(((boundary * 7) % 13) * 1_000);
  await late().catch(() => undefined);
}

function isAwsCall(write: string): boolean {
  return !write.includes(" ");
}

/** Of a run that finds everything as it should be only the lease and the heartbeat remain. */
function changesSomething(write: string): boolean {
  return write !== "put lease" && write !== "put controller";
}

/** No duplicates, nothing untracked, nothing missing, nothing under way. */
async function expectWhole(world: CrashWorld, set: DesiredSet, census: Census): Promise<void> {
  expect(await censusWith(world.clients)).toEqual(census);
  const { items, clock } = world;
  const { rows } = await createStateStore({ items, instance, epoch: () => 0, clock }).load();
  expect(rows.map(({ key, state }) => `${key} ${state}`)).toEqual(
    [...set.resources.keys()].map((key) => `${key} present`).sort(),
  );
  const tracked = new Set(rows.map(({ key }) => tagValue(key)));
  const owned = await ownedKeys(world.clients, instance);
  expect(owned.filter((key) => !tracked.has(key))).toEqual([]);
  expect(new Set(owned).size).toBe(owned.length);
}
