import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DesiredSet } from "../../src/api/desired-set.ts";
import { type CrashStory, type Deaths, dieAtWrites, emptyCensus } from "../support/crash-law.ts";
import { runConfigure, runController } from "../support/crash-process.ts";
import { deletedWithItsDeclaration, emptied, made, revised } from "../support/crash-stories.ts";
import { type CrashWorlds, createCrashWorlds } from "../support/crash-world.ts";
import { wordCountCensus as census, loadWordCount } from "../support/word-count.ts";

/** In milliseconds: hundreds of processes live and die in each of these. */
const longMs = 180_000;

describe("a process that dies while it creates or deletes the word count, restarted", () => {
  let worlds: CrashWorlds;
  let set: DesiredSet;
  let mortalSet: DesiredSet;

  const die = async (story: Omit<CrashStory, "run">, where: Deaths, run = runController) => {
    const { deaths, violations } = await dieAtWrites(worlds, { run, ...story }, where);
    expect(violations).toEqual([]);
    return deaths;
  };
  const creating = () => ({ set, census });
  const deleting = async () => ({
    from: await made(worlds, mortalSet),
    set: emptied(set),
    census: emptyCensus,
  });
  const abandoning = () => ({ set: mortalSet, afterwards: emptied(set), census: emptyCensus });

  beforeAll(async () => {
    worlds = createCrashWorlds();
    set = await loadWordCount();
    mortalSet = revised(set, deletedWithItsDeclaration);
  });
  afterAll(() => worlds.end());

  it(
    "has created it once, wherever it died",
    async () => expect(await die(creating(), "everywhere")).toBeGreaterThan(100),
    longMs,
  );

  it(
    "has deleted all of it, wherever it died",
    async () => expect(await die(await deleting(), "everywhere")).toBeGreaterThan(100),
    longMs,
  );

  it(
    "leaves nothing of it, when it died creating what is no longer declared",
    async () => expect(await die(abandoning(), "around AWS calls")).toBeGreaterThan(30),
    longMs,
  );

  it(
    "copes with each call of the dead process that takes effect late",
    async () => {
      await die(creating(), "with late AWS calls");
      await die(await deleting(), "with late AWS calls");
      await die(abandoning(), "with late AWS calls");
    },
    longMs,
  );

  it(
    "has done the same as a single run, when it died around any call to AWS",
    async () => {
      await die(creating(), "around AWS calls", runConfigure);
      await die(await deleting(), "around AWS calls", runConfigure);
    },
    longMs,
  );
});
