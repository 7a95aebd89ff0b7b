import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSourceLoader } from "../../../src/source/desired-set.ts";
import { discoverFiles } from "../../../src/source/discover.ts";
import { createFileParser } from "../../../src/source/read-files.ts";
import {
  createSourceFolder,
  functionManifest,
  manifest,
  type SourceFolder,
  testDay,
  trackerFolder,
} from "../../support/desired-set.ts";

let folder: SourceFolder;
beforeEach(async () => {
  folder = await createSourceFolder();
});
afterEach(() => folder.remove());

const stream = (name: string) => manifest("Stream", name);
const keys = async (options = {}) => [...(await folder.load(options)).set.resources.keys()];
const codes = async (options = {}) => (await folder.load(options)).set.diagnostics.map(({ code }) => code);

describe("the files of a source", () => {
  it("are yaml, yml and cfg, at any depth, without node_modules and folders with a dot", async () => {
    await folder.write({
      "a.yaml": stream("A"),
      "deep/er/b.yml": stream("B"),
      "c.cfg": stream("C"),
      "d.json": stream("D"),
      "node_modules/x/e.yaml": stream("E"),
      ".git/f.yaml": stream("F"),
    });

    const { files } = await discoverFiles(folder.path);

    expect(files.map(({ file }) => file)).toEqual(["a.yaml", "c.cfg", "deep/er/b.yml"]);
  });

  it("are ignored and listed when they hold nothing of xflow's, broken ones too", async () => {
    await folder.write({
      "values.yaml": "replicas: 3\n",
      "list.yaml": "- 1\n",
      "broken.yaml": "a: [\n",
      "other.yaml": "apiVersion: apps/v1\nkind: Deployment\nlambdas: []\n",
      "mixed.yaml": `apiVersion: v1\nkind: ConfigMap\n---\n${stream("A")}`,
    });

    const { set, ignored } = await folder.load();

    expect(ignored).toEqual(["broken.yaml", "list.yaml", "other.yaml", "values.yaml"]);
    expect(set.diagnostics).toEqual([]);
    expect([...set.resources.keys()]).toEqual(["default/Stream/A"]);
  });

  it("that cannot be parsed are broken once they have declared something", async () => {
    await folder.write({ "a.yaml": "a: [\n" });

    expect(await codes()).toEqual([]);
    expect(await codes({ applied: new Map([["default/Stream/A", "a.yaml"]]) })).toEqual(["InvalidYaml"]);
  });

  it("are broken when they are too large and xflow's, or named by the user", async () => {
    await folder.write({
      "a.yaml": `${stream("A")}# ${"x".repeat(1_100_000)}\n`,
      "b.yaml": "x".repeat(1_100_000),
    });

    expect(await codes()).toEqual(["FileTooLarge"]);
    expect(await codes({ path: join(folder.path, "b.yaml") })).toEqual(["FileTooLarge"]);
  });

  it("in a function's source directory are code, except the one that declares it", async () => {
    await folder.write({
      "flow.yaml": functionManifest("f", { source: "code" }),
      "code/index.js": "",
      "code/sub/not-ours.yaml": stream("No"),
      "own/function.yaml": functionManifest("g", { source: "." }) + stream("Yes"),
      "own/index.js": "",
    });

    expect((await keys()).filter((key) => key.includes("Stream"))).toEqual(["default/Stream/Yes"]);
  });

  it("of a mounted ConfigMap are read once, under their own names", async () => {
    await folder.write({ "..2026_11_23/a.yaml": stream("A") });
    await symlink("..2026_11_23", join(folder.path, "..data"));
    await symlink("..data/a.yaml", join(folder.path, "a.yaml"));

    const { set } = await folder.load();

    expect([...set.resources.values()].map(({ source }) => source.file)).toEqual(["a.yaml"]);
  });

  it("are not read through links that lead out, and end at a link back up", async () => {
    const other = await createSourceFolder({ "outside.yaml": stream("Outside") });
    await folder.write({ "in/a.yaml": stream("A") });
    await symlink(other.path, join(folder.path, "out"));
    await symlink("..", join(folder.path, "in/up"));

    expect(await keys()).toEqual(["default/Stream/A"]);
    await other.remove();
  });

  it("that go between being listed and being read are no broken files", async () => {
    const gone = { file: "gone.yaml", path: join(folder.path, "gone.yaml") };

    await expect(createFileParser().read(gone, true)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("are missing as a whole when PATH is: that is no empty desired set", async () => {
    await expect(folder.load({ path: join(folder.path, "gone") })).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("a function's source", () => {
  const beside = async () => {
    await mkdir(join(folder.path, "manifests"));
    await folder.write({ "manifests/flow.yaml": functionManifest("f", { source: "../index.js" }) });
    return join(folder.path, "manifests");
  };

  it("stays inside PATH's folder, or one of the other source roots", async () => {
    const path = await beside();

    expect(await codes({ path })).toEqual(["SourceOutsideRoot"]);
    expect(await codes({ path, sourceRoots: [folder.path] })).toEqual([]);
  });

  it("may lie anywhere in the git-sync tree, but not in the rest of a clone", async () => {
    const path = await beside();
    await folder.write({ ".git": "gitdir: elsewhere\n" });
    expect(await codes({ path })).toEqual([]);

    await rename(join(folder.path, ".git"), join(folder.path, "git"));
    await mkdir(join(folder.path, ".git"));
    expect(await codes({ path })).toEqual(["SourceOutsideRoot"]);
  });

  it("may be absolute only where that is allowed", async () => {
    await folder.write({ "flow.yaml": functionManifest("f", { source: join(folder.path, "index.js") }) });

    expect(await codes()).toEqual(["AbsoluteSource"]);
    expect(await codes({ path: join(folder.path, "flow.yaml"), absolutePaths: true })).toEqual([]);
  });

  it("is found through a link to the whole tree, as git-sync publishes it", async () => {
    await folder.write({
      "trees/1/flow.yaml": functionManifest("f", { source: "code" }),
      "trees/1/code/index.js": "",
    });
    await symlink("trees/1", join(folder.path, "current"));

    const { set } = await folder.load({ path: join(folder.path, "current") });

    expect(set.diagnostics).toEqual([]);
    expect(set.resources.size).toBe(3);
  });

  it("above 50 MB zipped, or 250 MB unpacked, belongs on S3", async () => {
    const noise = Buffer.alloc(51 * 1024 * 1024);
    for (let at = 0, x = 1; at < noise.length; at += 4) {
      x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
      noise.writeUInt32LE(x, at);
    }
    await writeFile(join(folder.path, "code.zip"), Buffer.concat([Buffer.from("PK"), noise]));
    await folder.write({ "flow.yaml": functionManifest("f", { source: "code.zip" }) });

    const { set } = await folder.load();

    expect(set.diagnostics).toMatchObject([
      { code: "PackageTooLarge", message: "source code.zip is 52 MB zipped, above 50 MB", line: 1 },
    ]);
  });
});

describe("a source loader", () => {
  const options = () => ({ path: folder.path, builtins: { tracker: trackerFolder }, nowMs: testDay });

  it("gives equal contents equal revisions, and any change a new one", async () => {
    await folder.write({ "flow.yaml": functionManifest("f"), "notes.yaml": "a: 1\n" });
    const loader = createSourceLoader();
    const revision = async () => (await loader.load(options())).set.revision;

    const first = await revision();
    await folder.write({ "notes.yaml": "a: 2\n" });
    expect(await revision()).toBe(first);
    await folder.write({ "index.js": "changed\n" });
    const second = await revision();
    expect(second).not.toBe(first);
    await folder.write({ "flow.yaml": functionManifest("f", { memoryMb: 256 }) });
    expect(await revision()).not.toBe(second);
  });

  it("sees changes in files it has parsed before", async () => {
    await folder.write({ "a.yaml": stream("A"), "b.yaml": stream("B") });
    const loader = createSourceLoader();
    await loader.load(options());
    await folder.write({ "b.yaml": stream("C") });

    const { set } = await loader.load(options());

    expect([...set.resources.keys()]).toEqual(["default/Stream/A", "default/Stream/C"]);
  });
});
