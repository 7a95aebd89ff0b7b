import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isBeingCheckedOut, publishedRevision } from "../../../src/source/published-revision.ts";
import { withTempFolder } from "../../support/temp-folder.ts";

const link = (name: string, target: string) => ({ folder: "/git", name, target, madeMs: 1_000 });
const sha1 = "a".repeat(40);
const sha256 = "b".repeat(64);

describe("a published revision", () => {
  it.each([
    { links: [link("current", `.worktrees/${sha1}`)], name: sha1, root: `/git/.worktrees/${sha1}` },
    { links: [link("current", `/elsewhere/${sha256}/`)], name: sha256, root: `/elsewhere/${sha256}` },
    {
      links: [link("a.yaml", "..data/a.yaml"), link("..data", "..2026.1")],
      name: "..2026.1",
      root: "/git/..2026.1",
    },
    { links: [link("..data", "..2026.1"), link("x", sha1)], name: sha1, root: `/git/${sha1}` },
    {
      links: [link("current", `.worktrees/${sha1}`), link("x", "y")],
      name: sha1,
      root: `/git/.worktrees/${sha1}`,
    },
  ])("is $name", ({ links, name, root }) => {
    expect(publishedRevision(links)).toEqual({ name, root, madeMs: 1_000 });
  });

  it.each([
    { links: [], reason: "a plain folder" },
    { links: [link("current", "release-42")], reason: "no commit" },
    { links: [link("current", "A".repeat(40))], reason: "git writes small letters" },
    { links: [link("current", "a".repeat(41))], reason: "no length of a hash" },
  ])("is not to be had from $reason", ({ links }) => {
    expect(publishedRevision(links)).toBeUndefined();
  });
});

describe("a worktree", () => {
  it("is being checked out until it has an index that is not locked", async () => {
    await withTempFolder(async (root) => {
      const tree = join(root, ".worktrees/1");
      const metadata = join(root, ".git/worktrees/1");
      await mkdir(join(tree, "deploy"), { recursive: true });
      expect(await isBeingCheckedOut(tree)).toBe(false);

      await writeFile(join(tree, ".git"), "gitdir: ../../.git/worktrees/1\n");
      expect(await isBeingCheckedOut(tree)).toBe(false);
      await mkdir(metadata, { recursive: true });
      expect(await isBeingCheckedOut(join(tree, "deploy"))).toBe(true);
      await writeFile(join(metadata, "index"), "");
      expect(await isBeingCheckedOut(tree)).toBe(false);
      await writeFile(join(metadata, "index.lock"), "");
      expect(await isBeingCheckedOut(tree)).toBe(true);
      await rm(join(root, ".git"), { recursive: true });
      await writeFile(join(tree, ".git"), "not a pointer\n");
      expect(await isBeingCheckedOut(tree)).toBe(false);
    });
  });
});
