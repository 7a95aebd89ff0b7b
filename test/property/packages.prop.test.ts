import { chmod, mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packageFiles } from "../../src/source/package-files.ts";
import { digestOfEntries, readEntries, sha256 } from "../../src/source/source-digest.ts";
import { zip } from "../../src/source/zip.ts";
import { withTempFolder } from "../support/temp-folder.ts";

interface File {
  readonly name: string;
  readonly content: string;
  readonly executable: boolean;
}

const part = fc.stringMatching(/^[a-zA-Z0-9_é-]{1,6}$/);
const name = fc
  .tuple(fc.constantFrom("", "lib/", "node_modules/dep/"), part)
  .map(([folder, base]) => `${folder}f${base}.js`);
const file: fc.Arbitrary<File> = fc.record({
  name,
  content: fc.string({ maxLength: 300 }),
  executable: fc.boolean(),
});
const files = fc.uniqueArray(file, {
  minLength: 1,
  maxLength: 8,
  selector: (each) => each.name.toLowerCase(),
});

/** What must not matter. */
const noise = fc.record({
  mtime: fc.integer({ min: 1, max: 2_000_000_000 }),
  modeBits: fc.constantFrom(0o000, 0o044, 0o066, 0o077, 0o011),
  order: fc.integer(),
});

function packed(all: readonly File[], by: { mtime: number; modeBits: number; order: number }) {
  return withTempFolder(async (folder) => {
    const shuffled = all.toSorted((a, b) =>
      sha256(a.name + by.order).localeCompare(sha256(b.name + by.order)),
    );
    for (const each of shuffled) {
      const path = join(folder, each.name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, each.content);
      await chmod(path, (each.executable ? 0o700 : 0o600) | by.modeBits);
      await utimes(path, by.mtime, by.mtime);
    }
    const entries = await readEntries(await packageFiles({ path: folder, form: "directory" }, []));
    return { digest: digestOfEntries(entries), bytes: sha256(zip(entries)) };
  });
}

const plain = { mtime: 1, modeBits: 0, order: 0 };

/** One thing that must matter. */
const edits: Record<string, (target: File) => File> = {
  content: (target) => ({ ...target, content: `${target.content}x` }),
  name: (target) => ({ ...target, name: target.name.replace(".js", "x.js") }),
  "exec bit": (target) => ({ ...target, executable: !target.executable }),
};

describe("packages", () => {
  it("depend on names, contents and exec bits, and on nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(files, noise, async (all, by) => {
        expect(await packed(all, by)).toEqual(await packed(all, plain));
      }),
      { numRuns: 60 },
    );
  });

  it.each(Object.keys(edits))("change with any %s", async (what) => {
    const edit = edits[what] ?? ((target: File) => target);
    await fc.assert(
      fc.asyncProperty(files, fc.nat(), async (all, pick) => {
        const changed = all.map((each, index) => (index === pick % all.length ? edit(each) : each));
        const before = await packed(all, plain);
        const after = await packed(changed, plain);
        expect(after.digest).not.toBe(before.digest);
        expect(after.bytes).not.toBe(before.bytes);
      }),
      { numRuns: 40 },
    );
  });
});
