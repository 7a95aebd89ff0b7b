import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../src/api/resource.ts";
import { functionManifest, manifest, subscription } from "../support/desired-set.ts";
import type { LiveController } from "../support/live-controller.ts";
import { LiveWorld } from "../support/live-world.ts";

const names = Array.from({ length: 100 }, (_, index) => `g${String(index).padStart(2, "0")}`);
const policy = { deletion: "delete" };
const group = (name: string, retentionDays: number) =>
  manifest("LogGroup", name, { retentionDays }, { policy });
const keyOf = (name: string): ResourceKey => `default/LogGroup/${name}`;

/** What the first file declares, the second needs. */
const stream = manifest("Stream", "Words", {}, { policy });
const reader = (batchSize: number) =>
  manifest("Role", "runner") +
  functionManifest("counter", { role: "runner" }) +
  subscription("Words", "counter", { batchSize });

/** @param among how many files, 2 or more */
function files(among: readonly string[], retentionDays: number, batchSize: number): Record<string, string> {
  const all = Object.fromEntries(among.map((name) => [`${name}.yaml`, group(name, retentionDays)]));
  all["g00.yaml"] += stream;
  all["g01.yaml"] += reader(batchSize);
  return all;
}

const broken = { "g00.yaml": `${group("g00", 1)}spec: [` };

const retentions = (live: LiveController) => live.writes.filter((call) => call === "logs:PutRetentionPolicy");

async function untilBlocked(world: LiveWorld, live: LiveController): Promise<void> {
  await world.until(() => live.status.deletionBlock?.reason === "BrokenFile");
}

describe("a controller with one broken file among a hundred", () => {
  it("makes what the other 99 declare in its first pass", async () => {
    await using world = await LiveWorld.open({
      ...files(names, 1, 10),
      ...broken,
      "g01.yaml": group("g01", 1),
    });

    const live = await world.start();

    expect(live.status.source).toMatchObject({ state: "broken" });
    expect(live.status.source.errors).toEqual([expect.stringContaining("g00.yaml")]);
    const ready = live.rows.filter(({ conditions }) => conditions[0]?.status === "True");
    expect(ready.map(({ key }) => key).sort()).toEqual(names.slice(1).map(keyOf));
  });

  it("deletes nothing anywhere until it is mended, and goes on with the rest, also after a restart", async () => {
    const some = [...names.slice(0, 24), "g99"];
    await using world = await LiveWorld.open(files(some, 1, 10));
    let live = await world.start();
    live.forgetPast();

    await world.write({ ...files(some, 3, 20), ...broken });
    await world.remove("g99.yaml");
    await live.read();
    await untilBlocked(world, live);
    await live.scan();

    expect(live.status.deletionBlock?.keys).toContain(keyOf("g99"));
    expect(retentions(live)).toHaveLength(some.length - 2);
    expect(live.writes).toContain("lambda:UpdateEventSourceMapping");
    expect(world.deletes).toEqual([]);

    await live.stop();
    live = await world.start();
    await untilBlocked(world, live);
    expect(live.writes).toEqual([]);
    await world.write({ "g01.yaml": group("g01", 5) + reader(30) });
    await live.read();
    await live.scan();

    expect(live.writes.toSorted()).toEqual(["lambda:UpdateEventSourceMapping", "logs:PutRetentionPolicy"]);
    expect(live.row("default/Stream/Words")).toMatchObject({ state: "present" });
    expect(live.row(keyOf("g00"))).toMatchObject({ state: "present" });
    expect(world.deletes).toEqual([]);

    live.forgetPast();
    await world.write({ "g00.yaml": group("g00", 1) + stream });
    await live.read();
    await world.until(() => live.row(keyOf("g99")) === undefined);

    expect(world.deletes).toEqual(["logs:DeleteLogGroup"]);
    expect(live.writes).toEqual(["logs:DeleteLogGroup"]);
    expect(live.status.deletionBlock).toBeUndefined();
  });

  it("leaves what a broken Environment governs as it is, and takes it for nothing else", async () => {
    const environment = (spec: object) => manifest("Environment", "dev", { ...spec });
    await using world = await LiveWorld.open({
      "dev/environment.yaml": environment({ namePrefix: "dev-" }),
      "dev/g.yaml": group("g", 1),
      "other.yaml": group("other", 1),
    });
    let live = await world.start();
    live.forgetPast();

    await world.write({
      "dev/environment.yaml": `${environment({ namePrefix: "dev-" })}spec: [`,
      "dev/g.yaml": group("g", 3),
      "other.yaml": group("other", 3),
    });
    await live.read();
    await untilBlocked(world, live);
    await live.stop();
    expect(live.writes).toEqual(["logs:PutRetentionPolicy"]);
    live = await world.start();
    await live.scan();

    expect(live.writes).toEqual([]);
    expect(live.rows.map(({ key, state }) => [key, state])).toEqual([
      ["default/LogGroup/other", "present"],
      ["dev/LogGroup/g", "present"],
    ]);
  });
});
