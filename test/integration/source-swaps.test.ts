import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSourceLoader } from "../../src/source/desired-set.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { followPath } from "../../src/source/source-path.ts";
import { commitOf, createGitSync, writeTree } from "../support/published-trees.ts";
import { startSwapper } from "../support/swapper.ts";
import { openTempFolder, type TempFolder } from "../support/temp-folder.ts";
import { stampedTree, stampsOf, watchSource } from "../support/watched-source.ts";

let folder: TempFolder;
let root: string;
beforeEach(async () => {
  folder = await openTempFolder();
  root = join(folder.path, "git");
  await mkdir(root);
});
afterEach(() => folder.remove());

describe("a link that moves again and again", () => {
  it.each([{ keepsStale: true }, { keepsStale: false }])(
    "is never missed in 500 swaps, stale trees kept: $keepsStale",
    async ({ keepsStale }) => {
      const git = createGitSync(root, { keepsStale });
      await using watched = await watchSource(folder.path, { path: git.link });
      await watched.source.start();

      for (let number = 1; number <= 500; number += 1) {
        await git.publish(commitOf(number), stampedTree(commitOf(number)));
        await watched.untilRevision(commitOf(number));
      }

      const told = watched.readings.filter(({ kind }) => kind === "snapshot");
      expect(told.map((reading) => stampsOf(reading)[0])).toEqual(
        Array.from({ length: 500 }, (_, index) => commitOf(index + 1)),
      );
    },
  );

  it.each([{ kept: 1 }, { kept: 50 }])(
    "never mixes two revisions in 5,000 reads, $kept trees kept",
    async ({ kept }) => {
      const builtin = join(folder.path, "builtin");
      await writeTree(builtin, { "index.js": "" });
      const options = { path: join(root, "current"), builtins: { tracker: builtin }, nowMs: 0 };
      const loader = createSourceLoader();
      await using swapper = await startSwapper(root, { files: stampedTree("STAMP"), stamp: "STAMP", kept });
      const kinds: string[] = [];
      const mixed: unknown[] = [];

      for (let read = 0; read < 5_000; read += 1) {
        const attempt = await readSnapshot(loader, await followPath(options.path), options);
        kinds.push(attempt.kind);
        if (attempt.kind !== "snapshot") continue;
        const { set } = attempt.loaded;
        const found = [...stampsOf({ kind: "snapshot", set, since: "" }), ...set.diagnostics];
        if (found.join() !== `${set.revision},2 streams`) mixed.push(found);
      }

      const swaps = await swapper.stop();
      expect(mixed).toEqual([]);
      expect(kinds).not.toContain("missing");
      expect(kinds.filter((kind) => kind === "snapshot").length).toBeGreaterThan(100);
      expect(swaps).toBeGreaterThan(100);
    },
  );
});
