import {
  DescribeLogGroupsCommand,
  TagResourceCommand as TagGroupCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { census } from "../support/aws-census.ts";
import { manifest } from "../support/desired-set.ts";
import { keys, oneOfEach } from "../support/live-manifests.ts";
import { LiveWorld } from "../support/live-world.ts";
import { testAccount } from "../support/reached-kinds.ts";

const bystander = { "other.yaml": manifest("LogGroup", "other") };

describe("a controller, of what is no longer declared", () => {
  it("deletes mappings, then functions, then roles, and keeps the data", async () => {
    await using world = await LiveWorld.open({ ...oneOfEach(), ...bystander });
    const live = await world.start();
    live.forgetPast();

    await world.remove("flow.yaml");
    await live.read();
    await world.until(() => live.row(keys.Role) === undefined);
    await live.scan();

    const calls = ["lambda:DeleteEventSourceMapping", "lambda:DeleteFunction"];
    expect(live.writes.filter((call) => call.startsWith("lambda:"))).toEqual(calls);
    expect(live.writes.slice(2).every((call) => call.startsWith("iam:"))).toBe(true);
    expect(live.writes.at(-1)).toBe("iam:DeleteRole");
    expect(live.rows.map(({ key, state }) => [key, state]).sort()).toEqual([
      [keys.LogGroup, "released"],
      ["default/LogGroup/other", "present"],
      [keys.Stream, "released"],
    ]);
    const deleted = live.events.filter(({ reason }) => reason === "Deleted").map(({ key }) => key);
    expect(deleted).toEqual([keys.Subscription, keys.Function, keys.Role]);
    const left = await census(world.local.endpoint, testAccount.region);
    expect(left).toMatchObject({ functions: [], mappings: [], roles: [] });
  });

  it("deletes the data as well where that is declared, after those who use it", async () => {
    await using world = await LiveWorld.open({ ...oneOfEach({ deletion: "delete" }), ...bystander });
    const live = await world.start();
    live.forgetPast();

    await world.remove("flow.yaml");
    await live.read();
    await world.until(() => live.rows.length <= 2);

    const at = (call: string) => live.writes.indexOf(call);
    expect(at("lambda:DeleteEventSourceMapping")).toBe(0);
    expect(at("lambda:DeleteFunction")).toBe(1);
    for (const call of ["kinesis:DeleteStream", "iam:DeleteRole"]) expect(at(call)).toBeGreaterThan(1);
    expect(live.rows.map(({ key, state }) => [key, state])).toEqual([
      [keys.LogGroup, "released"],
      ["default/LogGroup/other", "present"],
    ]);
  });

  it("keeps what is protected as its own, and what is retained not", async () => {
    const files = (deletion: string) => ({
      "g.yaml": manifest("LogGroup", "g", {}, { policy: { deletion } }),
    });
    await using world = await LiveWorld.open({ ...files("protect"), ...bystander });
    const live = await world.start();
    const key = "default/LogGroup/g";

    await world.remove("g.yaml");
    await live.read();
    await live.scan();
    expect(live.row(key)).toMatchObject({ state: "present" });
    expect(live.row(key)?.conditions).toContainEqual(
      expect.objectContaining({ type: "DeletionBlocked", reason: "Protected" }),
    );

    await world.write(files("retain"));
    await live.read();
    expect(live.row(key)?.conditions.map(({ type }) => type)).toEqual(["Ready", "Synced"]);
    await world.remove("g.yaml");
    await live.read();
    await world.until(() => live.row(key)?.state === "released");
    expect(world.deletes).toEqual([]);
  });

  it("takes what it released up again as its own when that is declared again", async () => {
    const declared = (retentionDays: number) => ({ "g.yaml": manifest("LogGroup", "g", { retentionDays }) });
    await using world = await LiveWorld.open({ ...declared(1), ...bystander });
    const live = await world.start();
    const key = "default/LogGroup/g";
    await world.remove("g.yaml");
    await live.read();
    await world.until(() => live.row(key)?.state === "released");
    live.forgetPast();

    await world.write(declared(3));
    await live.read();

    expect(live.writes).toEqual(["logs:PutRetentionPolicy"]);
    expect(live.row(key)).toMatchObject({ state: "present", adopted: false });
    expect(live.row(key)?.conditions).toContainEqual(
      expect.objectContaining({ type: "Synced", status: "True" }),
    );
  });

  it("does not delete what carries another owner's tags by then", async () => {
    const policy = { deletion: "delete" };
    await using world = await LiveWorld.open({
      "g.yaml": manifest("LogGroup", "g", {}, { policy }),
      ...bystander,
    });
    const live = await world.start();
    const key = "default/LogGroup/g";

    const arn = "arn:aws:logs:eu-west-1:000000000000:log-group:g";
    const tags = { "xflow.dev/instance": "blue" };
    await world.by.logs.send(new TagGroupCommand({ resourceArn: arn, tags }));
    await world.remove("g.yaml");
    await live.read();
    await world.until(() => live.row(key)?.state !== "deleting" && live.row(key)?.state !== "present");

    expect(world.deletes).toEqual([]);
    expect(live.row(key)).toMatchObject({ state: "released" });
    expect(live.events).toContainEqual(expect.objectContaining({ key, reason: "NotOwnedAnyMore" }));
    const { logGroups } = await world.by.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "g" }));
    expect(logGroups).toHaveLength(1);
  });

  it("calls nothing when manifests move to other files and folders", async () => {
    const { "flow.yaml": flow = "", ...rest } = oneOfEach({ deletion: "delete" });
    await using world = await LiveWorld.open({ ...rest, "flow.yaml": flow });
    const live = await world.start();
    live.forgetPast();

    await world.remove("flow.yaml");
    await world.write({ "deeper/renamed.yaml": flow.replaceAll("index.js", "../index.js") });
    await live.read();
    await live.scan();

    expect(live.writes).toEqual([]);
    expect(live.rows).toHaveLength(5);
    expect(live.status.source).toMatchObject({ state: "ok" });
  });

  it("makes and deletes nothing when a manifest gets another name for the same thing", async () => {
    const policy = { deletion: "delete" };
    const named = (name: string, externalName?: string) => ({
      "s.yaml": manifest(
        "Stream",
        name,
        {},
        { policy: { ...policy, ...(externalName && { externalName }) } },
      ),
    });
    await using world = await LiveWorld.open({ ...named("Old"), ...bystander });
    const live = await world.start();
    live.forgetPast();

    await world.write(named("New", "Old"));
    await live.read();
    await live.scan();
    await world.until(() => live.row("default/Stream/Old") === undefined);

    expect(live.writes).toEqual(["kinesis:AddTagsToStream"]);
    expect(live.row("default/Stream/New")).toMatchObject({ state: "present", awsName: "Old" });
    expect(live.status.source.errors).toEqual([]);
  });

  it("makes and deletes nothing when an environment gets another name and stays where it was", async () => {
    const { "flow.yaml": flow = "" } = oneOfEach({ deletion: "delete" });
    const environment = (name: string) => ({ "environment.yaml": manifest("Environment", name, {}) });
    await using world = await LiveWorld.open({ "flow.yaml": flow, ...environment("dev") });
    const live = await world.start();
    live.forgetPast();

    await world.write(environment("prod"));
    await live.read();
    await live.scan();
    await world.until(() => live.rows.every((row) => row.environment === "prod"));
    await live.scan();

    expect(live.writes.toSorted()).toEqual([
      "iam:TagRole",
      "kinesis:AddTagsToStream",
      "lambda:TagResource",
      "lambda:TagResource",
      "logs:TagResource",
    ]);
    expect(live.rows).toHaveLength(5);
    for (const { conditions } of live.rows) {
      expect(conditions.map(({ type, status }) => [type, status])).toEqual([
        ["Ready", "True"],
        ["Synced", "True"],
      ]);
    }
  });
});
