import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import type { SourceReading } from "../../../src/engine/ports.ts";
import type { Watched, Watchers } from "../../../src/source/watchers.ts";
import { functionManifest, manifest } from "../../support/desired-set.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { commitOf, createGitSync, writeTree } from "../../support/published-trees.ts";
import { openTempFolder, type TempFolder } from "../../support/temp-folder.ts";
import { silentWatchers, stampedTree, stampsOf, watchSource } from "../../support/watched-source.ts";

let folder: TempFolder;
let root: string;
let clock: FakeClock;
beforeEach(async () => {
  folder = await openTempFolder();
  root = join(folder.path, "src");
  await mkdir(root);
  clock = new FakeClock();
});
afterEach(() => folder.remove());

/** Read when told to, and only then. */
const open = (options: Partial<Parameters<typeof watchSource>[1]> = {}) =>
  watchSource(folder.path, { path: root, clock, watchers: silentWatchers, ...options });
/** Lets virtual time go by until the promise settles, though it waits for the disk as well. */
async function passTime(promise: Promise<void>): Promise<void> {
  let isSettled = false;
  const settled = promise.finally(() => {
    isSettled = true;
  });
  while (!isSettled) await clock.advance(10);
  await settled;
}
const codesOf = (reading: SourceReading | undefined) =>
  reading?.kind === "snapshot" ? reading.set.diagnostics.map(({ code }) => code) : reading?.reason;
const fileOf = (reading: SourceReading | undefined, key: ResourceKey) =>
  reading?.kind === "snapshot" ? reading.set.resources.get(key)?.source.file : undefined;

describe("a source's identity", () => {
  it("is PATH made absolute, wherever its links lead", async () => {
    await symlink("src", join(folder.path, "link"));
    const path = join(folder.path, "link/../link");

    const identities = [];
    for (const each of [path, relative(process.cwd(), path)]) {
      await using watched = await open({ path: each });
      identities.push(watched.source.identity);
    }

    expect(identities).toEqual([join(folder.path, "link"), join(folder.path, "link")]);
  });
});

describe("a refresh", () => {
  it("reads at once, and tells only news", async () => {
    await writeTree(root, stampedTree("1"));
    await using watched = await open();
    await watched.source.start();
    await watched.source.refresh();
    await writeTree(root, stampedTree("2"));
    await Promise.all([watched.source.refresh(), watched.source.refresh()]);

    expect(watched.readings.map((reading) => stampsOf(reading)[0])).toEqual(["1", "2"]);
    expect(clock.sleeping).toBe(1);
  });

  it("ends when the source is closed instead", async () => {
    const { source } = await open();
    const started = source.start();
    const refreshed = source.refresh();

    await source.close();

    await Promise.all([started, refreshed]);
    expect(clock.sleeping).toBe(0);
  });
});

describe("a source's status", () => {
  it("tells when it was last seen as told, when it last changed, and the revision", async () => {
    await writeTree(root, stampedTree("1"));
    await using watched = await open();
    expect(watched.source.status()).toEqual({ watching: "events" });

    await watched.source.start();
    const startMs = clock.now();
    await clock.advance(1_000);
    await watched.source.refresh();
    const reading = watched.readings[0];
    const revision = reading?.kind === "snapshot" ? reading.set.revision : "";
    expect(watched.source.status()).toEqual({
      lastReadAtMs: startMs + 1_000,
      lastChangeAtMs: startMs,
      revision,
      watching: "events",
    });

    await rm(root, { recursive: true });
    await clock.advance(1_000);
    await watched.source.refresh();
    expect(watched.source.status()).toMatchObject({
      lastReadAtMs: startMs + 1_000,
      lastChangeAtMs: startMs + 2_000,
      revision,
    });
  });
});

describe("a burst of changes in a plain folder", () => {
  const trees: Watched[] = [];
  const watchers: Watchers = {
    folder: silentWatchers.folder,
    tree: (path, watched) => {
      trees.push(watched);
      return silentWatchers.tree(path, watched);
    },
  };
  const change = () => {
    for (const tree of trees) tree.onChange();
  };
  const asleep = async () => {
    do await new Promise((resolve) => setImmediate(resolve));
    while (clock.sleeping === 0);
  };
  const stamps = (readings: readonly SourceReading[]) => readings.map((reading) => stampsOf(reading)[0]);

  it("is read once, after it has been quiet", async () => {
    await writeTree(root, stampedTree("1"));
    await using watched = await open({ watchers, debounceMs: 50 });
    await passTime(watched.source.start());

    for (let step = 0; step < 10; step += 1) {
      await writeTree(root, stampedTree(`${step}`));
      change();
      await clock.advance(49);
    }
    expect(stamps(watched.readings)).toEqual(["1"]);
    await clock.advance(1);
    await watched.until((reading) => stampsOf(reading)[0] === "9");

    expect(stamps(watched.readings)).toEqual(["1", "9"]);
  });

  it("spoils the reading that it comes into: that is made again when it is quiet", async () => {
    await writeTree(root, stampedTree("1"));
    await using watched = await open({ watchers, debounceMs: 50 });
    await passTime(watched.source.start());
    await writeTree(root, { "a.yaml": stampedTree("2")["a.yaml"] ?? "" });

    const refreshed = watched.source.refresh();
    await new Promise((resolve) => setImmediate(resolve));
    change();
    await asleep();
    expect(stamps(watched.readings)).toEqual(["1"]);
    await writeTree(root, stampedTree("2"));
    await passTime(refreshed);

    expect(watched.readings.map(stampsOf)).toEqual([
      ["1", "2 streams"],
      ["2", "2 streams"],
    ]);
  });
});

describe("what was applied", () => {
  const A = manifest("Stream", "A", { shards: 1 });
  const other = manifest("Stream", "A", { shards: 2 });

  it("wins conflicts, be it known from the inventory or from an earlier reading", async () => {
    const key = "default/Stream/A" as const;
    await writeTree(root, { "a.yaml": A, "b.yaml": other });
    await using watched = await open({ appliedFrom: () => new Map([[key, "b.yaml"]]) });
    await watched.source.start();
    expect(fileOf(watched.readings.at(-1), key)).toBe("b.yaml");

    await rm(join(root, "b.yaml"));
    await watched.source.refresh();
    expect(fileOf(watched.readings.at(-1), key)).toBe("a.yaml");
    await writeTree(root, { "b.yaml": other });
    await watched.source.refresh();

    expect(fileOf(watched.readings.at(-1), key)).toBe("a.yaml");
    expect(codesOf(watched.readings.at(-1))).toEqual(["ConflictingDeclaration"]);
  });

  it("keeps its file ours for as long as that is broken, and no longer", async () => {
    await writeTree(root, { "a.yaml": A, "b.yaml": manifest("Stream", "B") });
    await using watched = await open();
    await watched.source.start();
    const codesWith = async (text: string) => {
      await writeTree(root, { "a.yaml": text });
      await watched.source.refresh();
      return codesOf(watched.readings.at(-1));
    };

    expect(await codesWith("a: [")).toEqual(["InvalidYaml"]);
    expect(await codesWith("b: [")).toEqual(["InvalidYaml"]);
    expect(await codesWith("fine: true")).toEqual([]);
    expect(await codesWith("b: [")).toEqual([]);
  });
});

describe("what cannot be read", () => {
  it("is missing: a source root that does not exist", async () => {
    await writeTree(root, stampedTree("1"));
    await using watched = await open({ sourceRoots: [join(folder.path, "gone")] });

    await passTime(watched.source.start());

    expect(watched.readings).toEqual([
      { kind: "missing", reason: `${join(folder.path, "gone")} does not exist` },
    ]);
  });

  it("is missing while git writes the tree, and told when it is done", async () => {
    const commit = commitOf(1);
    const git = createGitSync(folder.path);
    await git.publish(commit, stampedTree(commit));
    const metadata = join(folder.path, ".git/worktrees", commit);
    await writeTree(metadata, { index: "", "index.lock": "" });
    await using watched = await open({ path: git.link });

    await passTime(watched.source.start());
    expect(watched.readings).toMatchObject([{ kind: "missing" }]);
    await rm(join(metadata, "index.lock"));
    await watched.source.refresh();

    expect(watched.readings.map(stampsOf)).toEqual([[], [commit, "2 streams"]]);
  });

  it("is empty when only other documents are there, a broken one of ours is not", async () => {
    await writeTree(root, { "values.yaml": "replicas: 3" });
    await using watched = await open();
    await watched.source.start();
    expect(codesOf(watched.readings.at(-1))).toBe(`${root} is empty, it holds no xflow document`);

    await writeTree(root, { "broken.yaml": "apiVersion: xflow.dev/v1\nkind: [" });
    await watched.source.refresh();

    expect(codesOf(watched.readings.at(-1))).toEqual(["InvalidYaml"]);
  });
});

describe("a published tree", () => {
  it("that loses files under its name is not believed until it stays so", async () => {
    const commit = commitOf(1);
    const git = createGitSync(root);
    await git.publish(commit, { ...stampedTree(commit), "index.js": "", "f.yaml": functionManifest("f") });
    await using watched = await open({ path: git.link, pollMs: 5_000 });
    await watched.source.start();

    await rm(join(root, ".worktrees", commit, "b.yaml"));
    await watched.source.refresh();
    expect(watched.readings).toHaveLength(1);
    await clock.advance(5_000);
    await watched.until((reading) => fileOf(reading, "default/Stream/B") === undefined);

    expect(watched.readings).toHaveLength(2);
  });

  it("has the name its files were given when PATH is a link to one of them", async () => {
    await writeFile(join(root, "v1.yaml"), manifest("Stream", "A"));
    await symlink("v1.yaml", join(root, "current.yaml"));
    await using watched = await open({ path: join(root, "current.yaml") });

    await watched.source.start();

    expect(fileOf(watched.readings[0], "default/Stream/A")).toBe("current.yaml");
  });
});
