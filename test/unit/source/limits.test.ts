import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { discoveryLimits } from "../../../src/source/discover.ts";
import {
  createSourceFolder,
  functionManifest,
  loadFiles,
  manifest,
  type SourceFolder,
} from "../../support/desired-set.ts";

const megabyte = 1024 * 1024;

let folder: SourceFolder;
beforeEach(async () => {
  folder = await createSourceFolder({ "flow.yaml": functionManifest("f", { source: "code" }) });
  await mkdir(join(folder.path, "code"));
});
afterEach(() => folder.remove());

/** A file of zeros that takes no room on disk. */
async function sparse(name: string, bytes: number): Promise<void> {
  const handle = await open(join(folder.path, name), "w");
  await handle.truncate(bytes);
  await handle.close();
}

describe("the limits of a source", () => {
  it("are 250 MB unpacked, whatever it would be zipped", async () => {
    await sparse("code/index.js", 251 * megabyte);

    expect((await folder.load()).set.diagnostics).toMatchObject([
      { code: "PackageTooLarge", message: "source code is 251 MB unpacked, above 250 MB" },
    ]);
  });

  it("are 50 MB zipped: what is larger is zipped to find out", async () => {
    await sparse("code/index.js", 51 * megabyte);

    const { set } = await folder.load();

    expect(set.diagnostics).toEqual([]);
    expect(set.resources.has("default/Function/f")).toBe(true);
  });

  it("are so many folders deep: what lies deeper is unknown, and that is an error", async () => {
    await folder.write({ [`${"d/".repeat(discoveryLimits.depth + 1)}flow.yaml`]: manifest("Stream", "A") });

    const { set } = await folder.load({ path: join(folder.path, "d") });

    expect(set.diagnostics).toEqual([]);
    expect((await folder.load()).set.diagnostics.map(({ code }) => code)).toContain("UnreadableFile");
  });
});

describe("runtimes", () => {
  it("that AWS refuses for new functions are a warning: existing ones may still be updated", async () => {
    const nowMs = Date.UTC(2027, 1, 15);

    const { diagnostics, resources } = await loadFiles(
      { "flow.yaml": functionManifest("f", { runtime: "nodejs20.x" }) },
      { nowMs },
    );

    expect(diagnostics).toMatchObject([
      {
        severity: "warning",
        code: "DeprecatedRuntime",
        message: "runtime nodejs20.x is refused for new functions since 2027-02-01",
        suggestion: "use nodejs24.x",
      },
    ]);
    expect(resources.has("default/Function/f")).toBe(true);
  });
});
