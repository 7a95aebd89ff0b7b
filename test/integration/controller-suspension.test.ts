import { GetFunctionCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { manifest } from "../support/desired-set.ts";
import type { Somebody } from "../support/foreign-changes.ts";
import type { LiveController } from "../support/live-controller.ts";
import { keys, oneOfEach } from "../support/live-manifests.ts";
import { LiveWorld } from "../support/live-world.ts";

const enlarge = ({ lambda }: Somebody) =>
  lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "counter", MemorySize: 512 }));

function expectOnlyRecorded(live: LiveController): void {
  expect(live.writes).toEqual([]);
  const row = live.row(keys.Function);
  expect(row?.drift).toEqual([expect.objectContaining({ path: "memoryMb", was: 128, is: 512 })]);
  expect(row?.conditions).toContainEqual(expect.objectContaining({ type: "Suspended", status: "True" }));
  expect(row?.conditions).toContainEqual(expect.objectContaining({ type: "Drifted", status: "True" }));
}

describe("a suspended resource", () => {
  it("is left alone by request, its drift recorded, and corrected when resumed", async () => {
    await using world = await LiveWorld.open(oneOfEach());
    const live = await world.start();
    await live.ask({ kind: "suspend", key: keys.Function, reason: "incident 7" });
    live.forgetPast();

    await enlarge(world.by);
    await live.scan();
    expectOnlyRecorded(live);
    expect(live.row(keys.Function)?.conditions.find(({ type }) => type === "Suspended")?.message).toContain(
      "incident 7",
    );

    await world.write({
      "flow.yaml": (oneOfEach()["flow.yaml"] ?? "").replace('"LEVEL":"debug"', '"LEVEL":"info"'),
    });
    await live.read();
    await live.scan();
    expect(live.writes).toEqual([]);

    await live.resume(keys.Function);
    await world.until(() => live.writes.length > 0);
    await live.scan();
    expect(live.writes).toEqual(["lambda:UpdateFunctionConfiguration"]);
    expect(live.row(keys.Function)?.conditions.map(({ type }) => type)).toEqual(["Ready", "Synced"]);
    const { Configuration } = await world.by.lambda.send(new GetFunctionCommand({ FunctionName: "counter" }));
    expect(Configuration).toMatchObject({ MemorySize: 128, Environment: { Variables: { LEVEL: "info" } } });
  });

  it("resumes by itself when its time is up", async () => {
    await using world = await LiveWorld.open(oneOfEach());
    const live = await world.start();
    const until = new Date(world.clock.now() + 3_600_000).toISOString();
    await live.ask({ kind: "suspend", key: keys.Function, until });
    live.forgetPast();
    await enlarge(world.by);
    await live.scan();
    expectOnlyRecorded(live);

    world.clock.skip(3_600_000);
    await world.until(() => live.writes.length > 0);

    expect(live.writes).toEqual(["lambda:UpdateFunctionConfiguration"]);
  });

  it("is not deleted before it is resumed", async () => {
    const policy = { deletion: "delete" };
    const group = manifest("LogGroup", "g", {}, { policy });
    await using world = await LiveWorld.open({
      "g.yaml": group,
      "other.yaml": manifest("LogGroup", "other"),
    });
    const live = await world.start();
    const key = "default/LogGroup/g";
    await live.ask({ kind: "suspend", key });

    await world.remove("g.yaml");
    await live.read();
    await live.scan();
    expect(world.deletes).toEqual([]);
    expect(live.row(key)?.conditions).toContainEqual(
      expect.objectContaining({ type: "DeletionBlocked", reason: "Suspended" }),
    );

    await live.resume(key);
    await world.until(() => live.row(key) === undefined);
    expect(world.deletes).toEqual(["logs:DeleteLogGroup"]);
  });

  it("is left alone by policy, also when its declaration is gone", async () => {
    const policy = { suspend: true };
    const { "flow.yaml": running = "", ...rest } = oneOfEach();
    const { "flow.yaml": suspended = "" } = oneOfEach(policy);
    await using world = await LiveWorld.open({ "flow.yaml": running, ...rest });
    const live = await world.start();
    await world.write({ "flow.yaml": suspended });
    await live.read();
    live.forgetPast();

    await enlarge(world.by);
    await live.scan();
    expectOnlyRecorded(live);

    await world.remove("flow.yaml");
    await world.write({
      "other.yaml": manifest("LogGroup", "other"),
    });
    await live.read();
    await live.scan();
    expect(world.deletes).toEqual([]);
    expect(live.row(keys.Function)).toMatchObject({ state: "present" });

    await world.write({ "flow.yaml": running });
    await live.read();
    await live.scan();
    expect(live.writesFor(keys.Function)).toEqual(["lambda:UpdateFunctionConfiguration"]);
  });
});
