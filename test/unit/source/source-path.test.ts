import { mkdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { followPath, isSamePath, reasonOf } from "../../../src/source/source-path.ts";
import { openTempFolder, type TempFolder } from "../../support/temp-folder.ts";

let folder: TempFolder;
let root: string;
beforeEach(async () => {
  folder = await openTempFolder();
  root = await realpath(folder.path);
  await mkdir(join(root, "trees/1/deploy"), { recursive: true });
  await writeFile(join(root, "trees/1/deploy/flow.yaml"), "");
});
afterEach(() => folder.remove());

const found = async (path: string) => {
  const at = await followPath(join(root, path));
  if (at.kind === "missing") throw new Error(at.reason);
  return at;
};

describe("following PATH", () => {
  it("ends at the real path, as the file system's own resolution does", async () => {
    await symlink("trees/1", join(root, "current"));
    await symlink(join(root, "current"), join(root, "absolute"));
    await symlink("../1/../1/./deploy/", join(root, "trees/1/winding"));

    for (const path of ["current", "absolute/deploy", "current/winding/flow.yaml", "trees//1/"]) {
      expect((await found(path)).real).toBe(await realpath(join(root, path)));
    }
  });

  it("names every link on the way, and the folders in which PATH would change", async () => {
    await symlink("trees/1", join(root, "current"));
    await symlink("../current/deploy", join(root, "trees/latest"));

    const { links, folders } = await found("trees/latest/flow.yaml");

    expect(links).toMatchObject([
      { folder: join(root, "trees"), name: "latest", target: "../current/deploy" },
      { folder: root, name: "current", target: "trees/1" },
    ]);
    expect(folders).toEqual([join(root, "trees"), root, join(root, "trees/1/deploy")]);
  });

  it("takes .. from where a link leads, not from where it lies", async () => {
    await symlink("trees/1/deploy", join(root, "deep"));

    expect((await followPath(`${root}/deep/../deploy`)).kind).toBe("found");
  });

  it("starts at the working directory when PATH is relative", async () => {
    const path = relative(process.cwd(), join(root, "trees/1"));

    expect(await followPath(path)).toMatchObject({
      kind: "found",
      real: join(root, "trees/1"),
      isFolder: true,
    });
  });

  it("goes on through the ..data of a mounted ConfigMap", async () => {
    await mkdir(join(root, "mount/..2026_11_23"), { recursive: true });
    await symlink("..2026_11_23", join(root, "mount/..data"));

    expect(await found("mount")).toMatchObject({ real: join(root, "mount/..2026_11_23") });
  });

  it("ends where something is missing: the reason names it, the last folder there is watched", async () => {
    await symlink("trees/2", join(root, "current"));

    expect(await followPath(join(root, "current/deploy"))).toEqual({
      kind: "missing",
      reason: `${join(root, "trees/2")} does not exist`,
      folders: [root, join(root, "trees")],
    });
    expect(await followPath(join(root, "trees/1/deploy/flow.yaml/x"))).toMatchObject({ kind: "missing" });
  });

  it("gives up on links that lead in a circle", async () => {
    await symlink("b", join(root, "a"));
    await symlink("a", join(root, "b"));

    expect(await followPath(join(root, "a"))).toMatchObject({
      kind: "missing",
      reason: expect.stringContaining("leads through more than 40 links"),
    });
  });

  it("tells a folder from another one made in its place", async () => {
    const before = await found("trees/1");
    expect(isSamePath(before, await found("trees/1"))).toBe(true);

    await rm(join(root, "trees/1"), { recursive: true });
    await mkdir(join(root, "trees/1"));

    expect(isSamePath(before, await found("trees/1"))).toBe(false);
  });
});

describe("the reason a place cannot be read", () => {
  it.each([
    [Object.assign(new Error("no"), { code: "EACCES", path: "/x" }), "/x cannot be read: EACCES"],
    [Object.assign(new Error("no"), { code: "ENOTDIR", path: "/x" }), "/x does not exist"],
    [new Error("has no path"), "has no path"],
    ["not an error", "not an error"],
  ])("of %s is: %s", (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });
});
