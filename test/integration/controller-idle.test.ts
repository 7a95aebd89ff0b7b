import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createWatchers } from "../../src/source/watchers.ts";
import { functionManifest, manifest } from "../support/desired-set.ts";
import { keys } from "../support/live-manifests.ts";
import { LiveWorld } from "../support/live-world.ts";
import { commitOf, createGitSync } from "../support/published-trees.ts";
import { wordCountPath } from "../support/word-count.ts";

const code = (text: string) => ({ "code/index.js": `exports.handler = async () => "${text}";\n` });
const flow = {
  "flow.yaml": manifest("Role", "runner") + functionManifest("counter", { role: "runner", source: "code" }),
};

describe("a controller with nothing to do", () => {
  it("changes nothing in 100 scans, and writes its heartbeats to the table and nothing else", async () => {
    await using world = await LiveWorld.open({});
    const live = await world.start({ path: wordCountPath });
    expect(live.rows).toHaveLength(31);
    await live.scans(3);
    const from = world.calls.length;

    await live.scans(100);

    const changing = world.calls.slice(from).filter(({ mutating }) => mutating);
    expect(changing.filter(({ service }) => service !== "dynamodb")).toEqual([]);
    expect(changing.map(({ operation }) => operation)).toEqual(Array(100).fill("PutItem"));
    expect(live.problems).toEqual([]);
  });

  it("calls nothing for another commit with the same content", async () => {
    await using world = await LiveWorld.open({});
    const git = createGitSync(join(world.folder.path, "git"));
    await git.publish(commitOf(1), { ...flow, ...code("one") });
    const live = await world.start({ path: git.link });
    await live.scan();
    live.forgetPast();
    const versions = () => live.rows.map(({ key, version }) => [key, version]);
    const before = versions();

    await git.publish(commitOf(2), { ...flow, ...code("one") });
    await live.read();
    await live.scan();

    expect(live.status.source.revision).toBe(commitOf(2));
    expect(live.writes).toEqual([]);
    expect(versions()).toEqual(before);
  });
});

describe("a controller whose functions change", () => {
  it("deploys a function once when its source directory changes, without being told", async () => {
    await using world = await LiveWorld.open({ ...flow, ...code("one") });
    const live = await world.start({ watchers: createWatchers() });
    await live.scan();
    live.forgetPast();

    await world.write(code("two"));
    await world.until(() => live.writes.length > 0);
    await live.rest();
    await live.scan();

    expect(live.writes).toEqual(["lambda:UpdateFunctionCode"]);
    expect(live.row(keys.Function)?.conditions.map(({ type, status }) => [type, status])).toEqual([
      ["Ready", "True"],
      ["Synced", "True"],
    ]);
  });

  it("deploys what a new commit changes and nothing else", async () => {
    await using world = await LiveWorld.open({});
    const git = createGitSync(join(world.folder.path, "git"));
    await git.publish(commitOf(1), { ...flow, ...code("one") });
    const live = await world.start({ path: git.link, watchers: createWatchers() });
    await live.scan();
    live.forgetPast();

    await git.publish(commitOf(2), { ...flow, ...code("two") });
    await world.until(() => live.writes.length > 0);
    await live.rest();
    await live.scan();

    expect(live.writes).toEqual(["lambda:UpdateFunctionCode"]);
    expect(live.row(keys.Function)).toMatchObject({ lastAppliedRevision: commitOf(2) });
  });
});
