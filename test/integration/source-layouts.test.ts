import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { functionManifest, manifest } from "../support/desired-set.ts";
import { commitOf, createConfigMapMount, createGitSync, writeTree } from "../support/published-trees.ts";
import { openTempFolder, type TempFolder } from "../support/temp-folder.ts";
import { stampedTree, stampsOf, watchSource } from "../support/watched-source.ts";

let folder: TempFolder;
let root: string;
beforeEach(async () => {
  folder = await openTempFolder();
  root = join(folder.path, "git");
});
afterEach(() => folder.remove());

const commits = Array.from({ length: 12 }, (_, index) => commitOf(index + 1));
const [first, second, third] = commits as [string, string, string];

describe("a tree that git-sync publishes", () => {
  const publishAll = async (path: string, keepsStale: boolean, treeOf = stampedTree) => {
    const git = createGitSync(root, { keepsStale });
    await git.publish(first, treeOf(first));
    await using watched = await watchSource(folder.path, { path });
    await watched.source.start();
    for (const commit of [second, third]) {
      await git.publish(commit, treeOf(commit));
      await watched.untilRevision(commit);
    }
    return watched.readings.map((reading) => stampsOf(reading));
  };
  const whole = [first, second, third].map((commit) => [commit, "2 streams"]);

  it.each([
    { keepsStale: true, reason: "nothing tells that the old tree is stale" },
    { keepsStale: false, reason: "the old tree goes while it may still be read" },
  ])("is told at each swap, with stale trees kept: $keepsStale", async ({ keepsStale }) => {
    expect(await publishAll(join(root, "current"), keepsStale)).toEqual(whole);
  });

  it("is told when PATH lies below the link", async () => {
    const below = (commit: string) => prefixed("deploy/prod", stampedTree(commit));

    expect(await publishAll(join(root, "current/deploy/prod"), false, below)).toEqual(whole);
  });

  it("is told when PATH is one file below the link", async () => {
    const git = createGitSync(root);
    const tree = (commit: string) => ({ "x/flow.yaml": stampedTree(commit)["a.yaml"] ?? "" });
    await git.publish(first, tree(first));
    await using watched = await watchSource(folder.path, { path: join(git.link, "x/flow.yaml") });
    await watched.source.start();

    await git.publish(second, tree(second));

    expect(stampsOf(await watched.untilRevision(second))).toEqual([second, "1 streams"]);
  });

  it("is told when PATH is a link to the link", async () => {
    await symlink("git/current", join(folder.path, "manifests"));

    expect(await publishAll(join(folder.path, "manifests"), true)).toEqual(whole);
  });

  it("ends a burst of swaps at the last one", async () => {
    const git = createGitSync(root);
    await git.publish(first, stampedTree(first));
    await using watched = await watchSource(folder.path, { path: git.link });
    await watched.source.start();

    for (const commit of commits.slice(1)) await git.publish(commit, stampedTree(commit));
    await watched.untilRevision(commits.at(-1) ?? "");

    const told = watched.readings.map(stampsOf);
    expect(
      told.filter(([commit, count]) => !commits.includes(commit ?? "") || count !== "2 streams"),
    ).toEqual([]);
  });

  it("is missing while its root is wiped, and told when it is rebuilt", async () => {
    const git = createGitSync(root);
    await git.publish(first, stampedTree(first));
    await using watched = await watchSource(folder.path, { path: git.link });
    await watched.source.start();

    for (const commit of [first, second]) {
      await git.wipe();
      await watched.until((reading) => reading.kind === "missing" && reading.reason.endsWith("not exist"));
      await git.publish(commit, stampedTree(commit));
      await watched.untilRevision(commit);
    }
    const told = watched.readings.filter(({ kind }) => kind === "snapshot").map(stampsOf);
    expect(told).toEqual([first, first, second].map((commit) => [commit, "2 streams"]));
  });

  it("is found when the link is not there yet at the start", async () => {
    const git = createGitSync(root);
    await mkdir(root);
    await using watched = await watchSource(folder.path, { path: git.link });
    await watched.source.start();
    expect(watched.readings).toEqual([{ kind: "missing", reason: `${git.link} does not exist` }]);

    await git.publish(first, stampedTree(first));

    await watched.untilRevision(first);
  });

  it("is found when not even its root is there at the start", async () => {
    const git = createGitSync(join(root, "deep/er"));
    await using watched = await watchSource(folder.path, { path: join(git.link, "manifests") });
    await watched.source.start();
    expect(watched.readings).toMatchObject([{ kind: "missing" }]);

    await git.publish(first, prefixed("manifests", stampedTree(first)));

    await watched.untilRevision(first);
  });

  it("is told after its root was replaced by another folder", async () => {
    const git = createGitSync(root);
    await git.publish(first, stampedTree(first));
    await using watched = await watchSource(folder.path, { path: git.link });
    await watched.source.start();

    await rm(root, { recursive: true });
    await watched.until((reading) => reading.kind === "missing" && reading.reason.endsWith("not exist"));
    const rebuilt = createGitSync(root);
    await rebuilt.publish(second, stampedTree(second));
    await watched.untilRevision(second);
    await rebuilt.publish(third, stampedTree(third));

    await watched.untilRevision(third);
  });

  it("is missing when a revision declares nothing at all", async () => {
    const git = createGitSync(root);
    await git.publish(first, stampedTree(first));
    await using watched = await watchSource(folder.path, { path: git.link });
    await watched.source.start();

    await git.publish(second, { "README.md": "moved\n", "values.yaml": "replicas: 3\n" });

    expect(await watched.untilMissing()).toEqual({
      kind: "missing",
      reason: `${git.link} is empty, it holds no xflow document`,
    });
  });
});

describe("a mounted ConfigMap", () => {
  const times = ["..2026_11_23_10_00_00.1", "..2026_11_23_10_01_00.2", "..2026_11_23_10_02_00.3"];

  it.each(["mount", "mount/a.yaml"])("is told at each swap, PATH being %s", async (path) => {
    await mkdir(join(folder.path, "mount"));
    const mount = createConfigMapMount(join(folder.path, "mount"));
    await mount.publish(times[0] ?? "", stampedTree("0"));
    await using watched = await watchSource(folder.path, { path: join(folder.path, path) });
    await watched.source.start();

    for (const [index, time] of times.entries()) {
      if (index > 0) await mount.publish(time, stampedTree(String(index)));
      await watched.untilRevision(time);
    }
    const count = path === "mount" ? "2 streams" : "1 streams";
    expect(watched.readings.map(stampsOf)).toEqual(["0", "1", "2"].map((stamp) => [stamp, count]));
  });
});

describe("a plain folder", () => {
  const open = async (tree: Readonly<Record<string, string>>) => {
    await writeTree(root, tree);
    return await watchSource(folder.path, { path: root });
  };
  const streams = (...names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [`${name}.yaml`, manifest("Stream", name)]));
  const has = (key: string) => (reading: { kind: string }) =>
    "set" in reading && (reading.set as { resources: Map<string, unknown> }).resources.has(key);

  it("is read again when files come, change, are replaced and go", async () => {
    await using watched = await open(streams("A"));
    await watched.source.start();

    await writeTree(root, streams("B"));
    await watched.until(has("default/Stream/B"));
    await writeTree(root, { "deep/er/c.yaml": manifest("Stream", "C") });
    await watched.until(has("default/Stream/C"));
    await writeTree(root, { "deep/er/c.yaml": manifest("Stream", "D") });
    await watched.until(has("default/Stream/D"));
    await writeTree(root, { "deep/er/.c.tmp": manifest("Stream", "E") });
    await rename(join(root, "deep/er/.c.tmp"), join(root, "deep/er/c.yaml"));
    await watched.until(has("default/Stream/E"));
    await rm(join(root, "A.yaml"));
    await watched.until((reading) => reading.kind === "snapshot" && !has("default/Stream/A")(reading));
    await rm(root, { recursive: true });
    await watched.untilMissing();
    await writeTree(root, streams("F"));
    await watched.until(has("default/Stream/F"));
    await writeTree(root, streams("G"));
    await watched.until(has("default/Stream/G"));
  });

  it("is read again when PATH is one file and an editor replaces it, or its Environment", async () => {
    await writeTree(root, streams("A"));
    await using watched = await watchSource(folder.path, { path: join(root, "A.yaml") });
    await watched.source.start();

    await writeTree(root, { "new": manifest("Stream", "B") });
    await rename(join(root, "new"), join(root, "A.yaml"));
    await watched.until(has("default/Stream/B"));
    await writeTree(root, { "env.yaml": manifest("Environment", "prod") });

    await watched.until(has("prod/Stream/B"));
  });

  it("is read again when a function's source changes, in another source root too", async () => {
    const elsewhere = join(folder.path, "elsewhere");
    await writeTree(elsewhere, { "f/index.js": "1", "g/index.js": "1" });
    const digestOf = (name: string) => {
      const last = watched.readings.at(-1);
      if (last?.kind !== "snapshot") return "";
      const found = last.set.resources.get(`default/Function/${name}`);
      return found?.kind === "Function" && found.spec.code.kind === "path" ? found.spec.code.digest : "";
    };
    await writeTree(root, {
      "flow.yaml":
        functionManifest("f", { source: "../elsewhere/f" }) +
        functionManifest("g", { source: "../elsewhere/g/index.js" }) +
        functionManifest("h", { source: "h" }),
      "h/index.js": "1",
    });
    await using watched = await watchSource(folder.path, { path: root, sourceRoots: [elsewhere] });
    await watched.source.start();

    const change = async (file: string, name: string) => {
      const before = digestOf(name);
      expect(before).not.toBe("");
      await writeTree(folder.path, { [file]: "2" });
      await watched.until(() => digestOf(name) !== before);
    };
    await change("elsewhere/f/index.js", "f");
    await change("elsewhere/g/index.js", "g");
    await change("git/h/index.js", "h");
  });
});

function prefixed(prefix: string, tree: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(tree).map(([name, text]) => [`${prefix}/${name}`, text]));
}
