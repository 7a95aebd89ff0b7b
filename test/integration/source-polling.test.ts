import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../src/core/clock.ts";
import type { Watched, Watchers } from "../../src/source/watchers.ts";
import { manifest } from "../support/desired-set.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { commitOf, createGitSync, writeTree } from "../support/published-trees.ts";
import { openTempFolder, type TempFolder } from "../support/temp-folder.ts";
import {
  failingWatchers,
  silentWatchers,
  stampedTree,
  type WatchedSource,
  watchSource,
} from "../support/watched-source.ts";

let folder: TempFolder;
let root: string;
let clock: FakeClock;
beforeEach(async () => {
  folder = await openTempFolder();
  root = join(folder.path, "git");
  await mkdir(root);
  clock = new FakeClock();
});
afterEach(() => folder.remove());

const open = (path: string, watchers: Watchers, more: { clock?: Clock; rng?: { next(): number } } = {}) =>
  watchSource(folder.path, { path, clock, pollMs: 5_000, debounceMs: 50, watchers, ...more });

/** Reading takes no virtual time: the source is idle once it sleeps again. */
async function idle(): Promise<void> {
  while (clock.sleeping === 0) await new Promise((resolve) => setImmediate(resolve));
}

/** Virtual time until there is something to tell. */
async function msUntilNews(watched: WatchedSource): Promise<number> {
  const startMs = clock.now();
  const before = watched.readings.length;
  while (watched.readings.length === before && clock.now() < startMs + 600_000) {
    await idle();
    await clock.advance(500);
    await idle();
  }
  return clock.now() - startMs;
}

describe.each(["ENOSPC", "EMFILE"] as const)("a source that cannot watch (%s)", (code) => {
  it("sees every swap at the next poll", async () => {
    const git = createGitSync(root);
    await git.publish(commitOf(1), stampedTree(commitOf(1)));
    await using watched = await open(git.link, failingWatchers(code));
    await watched.source.start();

    await git.publish(commitOf(2), stampedTree(commitOf(2)));

    expect(await msUntilNews(watched)).toBeLessThanOrEqual(5_500);
    await watched.untilRevision(commitOf(2));
  });

  it("reads the contents of a plain folder at every poll", async () => {
    await writeTree(root, stampedTree("1"));
    await using watched = await open(root, failingWatchers(code));
    await watched.source.start();
    expect(watched.source.status().watching).toBe("polling");

    await writeTree(root, stampedTree("2"));

    expect(await msUntilNews(watched)).toBeLessThanOrEqual(5_500);
  });
});

describe("a source whose watches run out later", () => {
  it("gives its tree up, and polls", async () => {
    const trees: Watched[] = [];
    let closed = 0;
    const watchers: Watchers = {
      folder: silentWatchers.folder,
      tree: (_path, watched) => {
        trees.push(watched);
        return {
          close: () => {
            closed += 1;
          },
        };
      },
    };
    await writeTree(root, stampedTree("1"));
    await using watched = await open(root, watchers);
    await watched.source.start();
    expect(watched.source.status().watching).toBe("events");

    for (const tree of trees) tree.onFailure(new Error("ENOSPC"));
    for (const tree of trees) tree.onFailure(new Error("ENOSPC"));
    await writeTree(root, stampedTree("2"));

    expect(await msUntilNews(watched)).toBeLessThanOrEqual(5_500);
    expect(watched.source.status().watching).toBe("polling");
    expect({ watched: trees.length, closed }).toEqual({ watched: 1, closed: 1 });
  });
});

describe("a file system that never tells of changes", () => {
  it("has its links followed at every poll", async () => {
    const git = createGitSync(root);
    await git.publish(commitOf(1), stampedTree(commitOf(1)));
    await using watched = await open(git.link, silentWatchers);
    await watched.source.start();

    await git.publish(commitOf(2), stampedTree(commitOf(2)));

    expect(await msUntilNews(watched)).toBeLessThanOrEqual(5_500);
  });

  it("has its contents read once a minute", async () => {
    await writeTree(root, stampedTree("1"));
    await using watched = await open(root, silentWatchers);
    await watched.source.start();

    await writeTree(root, { "c.yaml": manifest("Stream", "C") });

    const ms = await msUntilNews(watched);
    expect(ms).toBeGreaterThan(50_000);
    expect(ms).toBeLessThanOrEqual(66_000);
  });
});

describe("polls", () => {
  it("come at 4.5 to 5.5 seconds, never in step with other replicas", async () => {
    const slept: number[] = [];
    const noting: Clock = {
      now: () => clock.now(),
      sleep: (ms, signal) => {
        slept.push(ms);
        return clock.sleep(ms, signal);
      },
    };
    const random = [0, 0, 0.5, 0.999_999];
    const git = createGitSync(root);
    await git.publish(commitOf(1), stampedTree(commitOf(1)));
    await using watched = await open(git.link, silentWatchers, {
      clock: noting,
      rng: { next: () => random.shift() ?? 0 },
    });
    await watched.source.start();

    for (let poll = 0; poll < 3; poll += 1) {
      await idle();
      await clock.advance(slept.at(-1) ?? 0);
    }
    await idle();

    expect(slept.slice(0, 3).map(Math.round)).toEqual([4_500, 5_000, 5_500]);
  });

  it("of contents come less often where reading takes long", async () => {
    const slept: number[] = [];
    let nowMs = 0;
    const slow: Clock = {
      now: () => {
        nowMs += 1_000;
        return nowMs;
      },
      sleep: (ms, signal) => {
        slept.push(ms);
        return clock.sleep(ms, signal);
      },
    };
    await writeTree(root, stampedTree("1"));
    await using watched = await open(root, failingWatchers("ENOSPC"), { clock: slow });
    await watched.source.start();
    await idle();

    expect(slept.at(-1)).toBeGreaterThanOrEqual(10_000);
  });
});
