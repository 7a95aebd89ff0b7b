import { describe, expect, it } from "vitest";
import { createFileHashes } from "../../../src/source/file-hashes.ts";
import { packageFiles } from "../../../src/source/package-files.ts";
import { sha256 } from "../../../src/source/source-digest.ts";
import { createSourceFolder } from "../../support/desired-set.ts";

async function withFile(
  use: (look: () => ReturnType<typeof packageFiles>, write: (text: string) => Promise<void>) => Promise<void>,
) {
  const folder = await createSourceFolder();
  const look = () => packageFiles({ path: `${folder.path}/index.js`, form: "file" }, []);
  try {
    await use(look, (text) => folder.write({ "index.js": text }));
  } finally {
    await folder.remove();
  }
}

describe("file hashes", () => {
  it("are not computed again while a file's stamp is the same", async () => {
    await withFile(async (look, write) => {
      const [file] = await look();
      if (file === undefined) throw new Error("no file");
      const hashes = createFileHashes();
      const first = await hashes.hash(file, file.changedMs + 10_000);
      await write("changed");

      expect(await hashes.hash(file, file.changedMs + 10_000)).toBe(first);
    });
  });

  it("are of the new contents as soon as the stamp moves", async () => {
    await withFile(async (look, write) => {
      const hashes = createFileHashes();
      for (const text of ["one", "another"]) {
        await write(text);
        const [file] = await look();
        if (file === undefined) throw new Error("no file");
        expect(await hashes.hash(file, file.changedMs + 10_000)).toBe(sha256(text));
      }
    });
  });

  it("of a file changed just now are not remembered: it may change again within one tick", async () => {
    await withFile(async (look, write) => {
      const [file] = await look();
      if (file === undefined) throw new Error("no file");
      const hashes = createFileHashes();
      await hashes.hash(file, file.changedMs + 100);
      await write("changed");

      expect(await hashes.hash(file, file.changedMs + 100)).toBe(sha256("changed"));
    });
  });

  it("of files nobody asked for are forgotten", async () => {
    await withFile(async (look, write) => {
      const [file] = await look();
      if (file === undefined) throw new Error("no file");
      const hashes = createFileHashes();
      await hashes.hash(file, file.changedMs + 10_000);
      hashes.sweep();
      hashes.sweep();
      await write("changed");

      expect(await hashes.hash(file, file.changedMs + 10_000)).toBe(sha256("changed"));
    });
  });
});
