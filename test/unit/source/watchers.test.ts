import fs from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWatchers, type Watched } from "../../../src/source/watchers.ts";
import { writeTree } from "../../support/published-trees.ts";
import { openTempFolder, type TempFolder } from "../../support/temp-folder.ts";

let folder: TempFolder;
beforeEach(async () => {
  folder = await openTempFolder();
});
afterEach(() => folder.remove());

const originalWatch = fs.watch;
afterEach(() => {
  fs.watch = originalWatch;
  syncBuiltinESMExports();
});

/** As the kernel answers when there are no watches left. */
function exhaustWatches(code: string, isExhausted: (path: string) => boolean): void {
  const original = fs.watch as (...args: readonly unknown[]) => fs.FSWatcher;
  const watch = (...args: readonly unknown[]) => {
    if (!isExhausted(String(args[0]))) return original(...args);
    throw Object.assign(new Error(`${code}: no watches left`), { code });
  };
  fs.watch = watch as typeof fs.watch;
  syncBuiltinESMExports();
}

/** Counts events, and resolves when there are as many as awaited. */
function counting() {
  let seen = 0;
  const failures: unknown[] = [];
  let wake = () => {};
  const watched: Watched = {
    onChange: () => {
      seen += 1;
      wake();
    },
    onFailure: (error) => {
      failures.push(error);
      wake();
    },
  };
  const until = async (isMet: () => boolean) => {
    while (!isMet()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    watched,
    failures,
    event: () => {
      const before = seen;
      return until(() => seen > before);
    },
    failure: () => until(() => failures.length > 0),
  };
}

describe("a watched tree", () => {
  it("tells when it is being watched, and of files at any depth", async () => {
    const { watched, event } = counting();
    const watching = createWatchers().tree(folder.path, watched);
    await event();

    const told = event();
    await writeTree(folder.path, { "deep/er/a.yaml": "1" });
    await told;
    await watching.close();
  });

  it.each(["ENOSPC", "EMFILE"])(
    "fails when a file in it cannot be watched (%s), and closes quietly",
    async (code) => {
      await writeTree(folder.path, { "a.yaml": "1", "b.yaml": "1", "deep/c.yaml": "1" });
      exhaustWatches(code, (path) => path.endsWith(".yaml"));
      const { watched, failure, failures } = counting();

      const watching = createWatchers().tree(folder.path, watched);
      await failure();
      await watching.close();

      expect(failures[0]).toMatchObject({ code });
    },
  );

  it("leaves installed packages and hidden folders alone, wherever the tree itself lies", async () => {
    const root = join(folder.path, ".hidden/node_modules/app");
    const files = ["node_modules/x/index.js", ".git/HEAD", "src/.cache/x", "src/a.yaml"];
    await writeTree(root, Object.fromEntries(files.map((file) => [file, "1"])));
    const paths: string[] = [];
    exhaustWatches("", (path) => {
      paths.push(path.slice(root.length));
      return false;
    });
    const { watched, event } = counting();

    const watching = createWatchers().tree(root, watched);
    await event();
    await watching.close();

    expect(paths.toSorted()).toEqual(["", "/src", "/src/a.yaml"]);
  });
});

describe("a watched folder", () => {
  it("tells of what comes and goes in it", async () => {
    const { watched, event } = counting();
    const watching = createWatchers().folder(folder.path, watched);

    const came = event();
    await mkdir(join(folder.path, "sub"));
    await came;
    const gone = event();
    await rm(join(folder.path, "sub"), { recursive: true });
    await gone;
    await watching.close();
  });

  it("throws when it cannot be watched", () => {
    exhaustWatches("ENOSPC", () => true);

    expect(() => createWatchers().folder(folder.path, counting().watched)).toThrow("ENOSPC");
  });
});
