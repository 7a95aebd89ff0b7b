import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWatchSet, type WatchedPlace } from "../../../src/source/watch-set.ts";
import type { Watched, Watchers } from "../../../src/source/watchers.ts";
import { openTempFolder, type TempFolder } from "../../support/temp-folder.ts";

let folder: TempFolder;
beforeEach(async () => {
  folder = await openTempFolder();
  await mkdir(join(folder.path, "a"));
  await mkdir(join(folder.path, "b"));
});
afterEach(() => folder.remove());

const tree = (name: string): WatchedPlace => ({ path: join(folder.path, name), scope: "tree", hint: "read" });
const way = (name: string): WatchedPlace => ({
  path: join(folder.path, name),
  scope: "folder",
  hint: "look",
});

/** What is watched right now, by path. */
function fakeWatchers() {
  const open = new Map<string, Watched>();
  const log: string[] = [];
  let isExhausted = false;
  const watch = (path: string, watched: Watched) => {
    const name = path.slice(folder.path.length + 1);
    log.push(name);
    if (isExhausted) throw new Error("ENOSPC");
    open.set(name, watched);
    return { close: () => void open.delete(name) };
  };
  const watchers: Watchers = { folder: watch, tree: watch };
  return {
    watchers,
    open,
    log,
    exhaust: (is: boolean) => {
      isExhausted = is;
    },
  };
}

describe("a watch set", () => {
  it("watches exactly what was asked for last, each place once", async () => {
    const { watchers, open, log } = fakeWatchers();
    const set = createWatchSet(watchers, () => {});

    expect(await set.watch([tree("a"), way("b"), tree("a")])).toBe(true);
    expect(await set.watch([tree("a"), way("b")])).toBe(false);
    expect(await set.watch([tree("a")])).toBe(false);
    expect([...open.keys()]).toEqual(["a"]);
    await set.close();

    expect(open.size).toBe(0);
    expect(log).toEqual(["a", "b"]);
  });

  it("gives the hint of the place, until it is no longer wanted", async () => {
    const { watchers, open } = fakeWatchers();
    const hints: string[] = [];
    const set = createWatchSet(watchers, (hint) => hints.push(hint));
    await set.watch([tree("a"), way("b")]);
    const [a, b] = [open.get("a"), open.get("b")];

    a?.onChange();
    b?.onChange();
    await set.watch([way("b")]);
    a?.onChange();

    expect(hints).toEqual(["read", "look"]);
  });

  it("watches anew what was put in a place", async () => {
    const { watchers, log } = fakeWatchers();
    const set = createWatchSet(watchers, () => {});
    await set.watch([tree("a")]);

    await rename(join(folder.path, "b"), join(folder.path, "a"));

    expect(await set.watch([tree("a")])).toBe(true);
    expect(log).toEqual(["a", "a"]);
  });

  it("has a gap where contents are not watched: nothing there, or no watches left", async () => {
    const { watchers, open, exhaust } = fakeWatchers();
    const set = createWatchSet(watchers, () => {});

    expect(await set.watch([tree("gone")])).toBe(false);
    expect(set.hasGaps()).toBe(true);
    await set.watch([tree("a")]);
    expect(set.hasGaps()).toBe(false);
    open.get("a")?.onFailure(new Error("EMFILE"));
    expect({ hasGaps: set.hasGaps(), open: open.size }).toEqual({ hasGaps: true, open: 0 });
    exhaust(true);
    await set.watch([way("a")]);
    expect(set.hasGaps()).toBe(false);
  });

  it("tries a folder again each time, and a tree only when another one is in its place", async () => {
    const { watchers, log, exhaust } = fakeWatchers();
    const set = createWatchSet(watchers, () => {});
    exhaust(true);
    await set.watch([way("a"), tree("b")]);
    exhaust(false);

    expect(await set.watch([way("a"), tree("b")])).toBe(true);
    expect(await set.watch([way("a"), tree("b")])).toBe(false);
    expect(log).toEqual(["a", "b", "a"]);
  });

  it("closes what fails before it is fully open", async () => {
    let closed = 0;
    const failing = (_path: string, watched: Watched) => {
      watched.onFailure(new Error("ENOSPC"));
      return {
        close: () => {
          closed += 1;
        },
      };
    };
    const set = createWatchSet({ folder: failing, tree: failing }, () => {});

    expect(await set.watch([tree("a")])).toBe(false);
    expect({ hasGaps: set.hasGaps(), closed }).toEqual({ hasGaps: true, closed: 1 });
  });
});
