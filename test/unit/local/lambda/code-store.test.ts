import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codeOf, createCodeStore } from "../../../../src/local/lambda/code-store.ts";
import { withTempFolder } from "../../../support/temp-folder.ts";

const one = Buffer.from("one package");
const other = Buffer.from("another");

describe("packages on disk", () => {
  it("may be brought by many functions at once", () =>
    withTempFolder(async (folder) => {
      const store = createCodeStore(join(folder, "packages"));

      const codes = await Promise.all(Array.from({ length: 20 }, () => store.put(one)));

      expect(new Set(codes.map(({ sha256 }) => sha256))).toEqual(new Set([codeOf(one).sha256]));
      expect(Buffer.from(await store.read(codeOf(one).sha256))).toEqual(one);
      expect(await readdir(join(folder, "packages"))).toHaveLength(1);
    }));

  it("are kept as long as a function has them, and halves of one never", () =>
    withTempFolder(async (folder) => {
      const store = createCodeStore(folder);
      await store.put(one);
      await store.put(other);

      await store.keepOnly(new Set([codeOf(one).sha256]));

      expect(await readdir(folder)).toHaveLength(1);
      await expect(store.read(codeOf(other).sha256)).rejects.toThrow("ENOENT");
    }));

  it("may not exist yet", () =>
    withTempFolder(async (folder) => {
      await expect(createCodeStore(join(folder, "none")).keepOnly(new Set())).resolves.toBeUndefined();
    }));
});
