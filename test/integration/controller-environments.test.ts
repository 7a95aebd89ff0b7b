import { describe, expect, it } from "vitest";
import { manifest } from "../support/desired-set.ts";
import { keys, oneOfEach } from "../support/live-manifests.ts";
import { LiveWorld } from "../support/live-world.ts";

const environment = (spec: object) => ({
  "environment.yaml": manifest("Environment", "default", { ...spec }),
});
const { "flow.yaml": flow = "" } = oneOfEach();
const files = { "flow.yaml": flow, ...environment({}) };

describe("an environment that changes under its resources", () => {
  it.each([
    { what: "its region", spec: { region: "eu-central-1" } },
    { what: "its prefix", spec: { namePrefix: "dev-" } },
  ])("is refused, and nothing is called for them: $what", async ({ spec }) => {
    await using world = await LiveWorld.open(files);
    const live = await world.start();
    live.forgetPast();
    const from = world.calls.length;

    await world.write(environment(spec));
    await live.read();
    await live.scan();

    expect(live.writes).toEqual([]);
    expect(
      world.calls.slice(from).filter(({ mutating, service }) => mutating && service !== "dynamodb"),
    ).toEqual([]);
    const moved = spec.namePrefix === undefined ? live.rows.filter(({ kind }) => kind !== "Role") : live.rows;
    for (const { conditions, drift, state } of moved) {
      const stalled = expect.objectContaining({
        type: "Stalled",
        status: "True",
        reason: "EnvironmentMoved",
      });
      expect([drift, state, conditions]).toEqual([[], "present", expect.arrayContaining([stalled])]);
    }
    const asked = world.calls.slice(from).filter(({ region }) => region === "eu-central-1");
    expect(asked.filter(({ service }) => !["sts", "dynamodb"].includes(service))).toEqual([]);

    live.forgetPast();
    await world.write(environment({}));
    await live.read();
    await live.scan();
    expect(live.writes).toEqual([]);
    expect(live.row(keys.Function)?.conditions.map(({ type }) => type)).toEqual(["Ready", "Synced"]);
  });

  it("is refused when its account is not the one that credentials lead to", async () => {
    await using world = await LiveWorld.open(files);
    const live = await world.start();
    live.forgetPast();

    await world.write(environment({ accountId: "111111111111" }));
    await live.read();
    await live.scan();

    expect(live.writes).toEqual([]);
    expect(world.deletes).toEqual([]);
    const why = expect.stringContaining("111111111111");
    expect(live.status.environments).toMatchObject([
      { name: "default", reason: "WrongAccount", message: why },
    ]);
    expect(live.status.source.errors).toEqual([]);
    expect(live.rows.map(({ state }) => state)).toEqual(live.rows.map(() => "present"));

    await world.write(environment({ accountId: "000000000000" }));
    await live.read();
    await live.scan();
    expect(live.status.environments).toBeUndefined();
    expect(live.writes).toEqual([]);
  });

  it("holds up nothing in another environment while its account cannot be reached, but deletes", async () => {
    const group = (name: string, retentionDays: number) =>
      manifest("LogGroup", name, { retentionDays }, { policy: { deletion: "delete" } });
    const inDev = (spec: object) => ({ "dev/environment.yaml": manifest("Environment", "dev", { ...spec }) });
    await using world = await LiveWorld.open({
      ...inDev({ namePrefix: "dev-" }),
      "dev/g.yaml": group("g", 1),
      "a.yaml": group("a", 1),
      "b.yaml": group("b", 1),
    });
    const live = await world.start();
    live.forgetPast();

    await world.write({
      ...inDev({ namePrefix: "dev-", accountId: "111111111111" }),
      "dev/g.yaml": group("g", 3),
      "a.yaml": group("a", 3),
    });
    await world.remove("b.yaml");
    await live.read();
    await live.scan();

    expect(live.writes).toEqual(["logs:PutRetentionPolicy"]);
    expect(live.status.deletionBlock).toMatchObject({ reason: "ListUnknown", keys: ["default/LogGroup/b"] });

    await world.write(inDev({ namePrefix: "dev-" }));
    await live.read();
    await world.until(() => live.row("default/LogGroup/b") === undefined);
    await live.scan();
    expect(live.writes.slice(1).toSorted()).toEqual(["logs:DeleteLogGroup", "logs:PutRetentionPolicy"]);
  });
});
