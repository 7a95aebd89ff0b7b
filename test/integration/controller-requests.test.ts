import { DescribeLogGroupsCommand, PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { manifest } from "../support/desired-set.ts";
import { keys, oneOfEach } from "../support/live-manifests.ts";
import { LiveWorld } from "../support/live-world.ts";

const group = (name: string, policy: object = {}) =>
  manifest("LogGroup", name, { retentionDays: 1 }, { policy });

describe("an operator's request", () => {
  it("to reconcile is answered at once by everything that it is about, drift put back on the way", async () => {
    await using world = await LiveWorld.open(oneOfEach());
    const live = await world.start();
    live.forgetPast();
    const logGroupName = "/aws/lambda/counter";
    await world.by.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));

    await live.ask({ kind: "reconcile", token: "2026-1", keys: "all" });
    await world.until(() => live.rows.every(({ lastHandledRequest }) => lastHandledRequest === "2026-1"));
    await live.ask({ kind: "reconcile", token: "2026-2", keys: [keys.Function] });
    await world.until(() => live.row(keys.Function)?.lastHandledRequest === "2026-2");

    expect(live.writes).toEqual(["logs:PutRetentionPolicy"]);
    expect(live.row(keys.Stream)).toMatchObject({ lastHandledRequest: "2026-1" });
  });

  it("to forget drops the row of what was released, and leaves AWS alone", async () => {
    await using world = await LiveWorld.open({ "g.yaml": group("g"), "other.yaml": group("other") });
    const live = await world.start();
    const key = "default/LogGroup/g";
    await world.remove("g.yaml");
    await live.read();
    await world.until(() => live.row(key)?.state === "released");

    await live.ask({ kind: "forget", key, token: "2026-1" });
    await world.until(() => live.row(key) === undefined);
    await live.scan();

    expect(world.deletes).toEqual([]);
    const { logGroups } = await world.by.logs.send(new DescribeLogGroupsCommand({}));
    expect(logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(["g", "other"]);
    expect(live.rows.map((row) => row.key)).toEqual(["default/LogGroup/other"]);
  });

  it("to forget what is declared is refused", async () => {
    await using world = await LiveWorld.open({ "g.yaml": group("g") });
    const live = await world.start();
    const key = "default/LogGroup/g";

    await live.ask({ kind: "forget", key, token: "2026-1" });
    await world.until(() => live.events.some(({ reason }) => reason === "ForgetRefused"));
    await live.scan();

    expect(live.row(key)).toMatchObject({ state: "present" });
    expect(live.events.filter(({ reason }) => reason === "ForgetRefused")).toHaveLength(1);
  });

  it("to let go what is protected takes forgetting, or another policy first", async () => {
    const declared = { "g.yaml": group("g", { deletion: "protect" }), "other.yaml": group("other") };
    await using world = await LiveWorld.open(declared);
    const live = await world.start();
    const key = "default/LogGroup/g";
    await world.remove("g.yaml");
    await live.read();
    await live.scan();
    expect(live.row(key)).toMatchObject({ state: "present" });

    await live.ask({ kind: "forget", key, token: "2026-1" });
    await world.until(() => live.row(key) === undefined);

    expect(world.deletes).toEqual([]);
  });
});
