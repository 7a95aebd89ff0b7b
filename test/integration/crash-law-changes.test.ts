import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DesiredSet } from "../../src/api/desired-set.ts";
import { type CrashStory, type Deaths, dieAtWrites } from "../support/crash-law.ts";
import { runController as run } from "../support/crash-process.ts";
import {
  changed,
  changedGroup,
  made,
  madeByOthers,
  revised,
  tamperedWith,
} from "../support/crash-stories.ts";
import { type Beginning, type CrashWorlds, createCrashWorlds } from "../support/crash-world.ts";
import { wordCountCensus as census, loadWordCount } from "../support/word-count.ts";

/** In milliseconds: hundreds of processes live and die in each of these. */
const longMs = 180_000;

describe("a process that dies while it changes the word count, restarted", () => {
  let worlds: CrashWorlds;
  let set: DesiredSet;
  let from: Beginning;

  const die = async (story: Omit<CrashStory, "run" | "census">, where: Deaths) => {
    const { deaths, violations } = await dieAtWrites(worlds, { run, census, ...story }, where);
    expect(violations).toEqual([]);
    return deaths;
  };
  const updating = () => ({ from, set: revised(set, changed) });
  const adopting = async () => ({
    from: await madeByOthers(worlds, from),
    set: revised(set, changedGroup),
  });

  const mending = async () => ({ from: await tamperedWith(worlds, from), set });

  beforeAll(async () => {
    worlds = createCrashWorlds();
    set = await loadWordCount();
    from = await made(worlds, set);
  });
  afterAll(() => worlds.end());

  it(
    "has updated every resource, wherever it died",
    async () => expect(await die(updating(), "everywhere")).toBeGreaterThan(100),
    longMs,
  );

  it(
    "has taken over what others made, wherever it died",
    async () => expect(await die(await adopting(), "everywhere")).toBeGreaterThan(100),
    longMs,
  );

  it(
    "has put right what somebody changed by hand, wherever it died",
    async () => expect(await die(await mending(), "everywhere")).toBeGreaterThan(20),
    longMs,
  );

  it(
    "copes with each call of the dead process that takes effect late",
    async () => {
      await die(updating(), "with late AWS calls");
      await die(await adopting(), "with late AWS calls");
      await die(await mending(), "with late AWS calls");
    },
    longMs,
  );
});
