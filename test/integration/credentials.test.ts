import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { manifest } from "../support/desired-set.ts";
import { LiveWorld } from "../support/live-world.ts";
import { testAccount } from "../support/reached-kinds.ts";

const called = ["lambda", "kinesis", "logs", "iam", "tagging", "sts"];
const groups = 25;

function manyGroups(retentionDays: number): Readonly<Record<string, string>> {
  const names = Array.from({ length: groups }, (_, index) => `g${index}`);
  const all = names.map((name) => manifest("LogGroup", name, { retentionDays }));
  return { "groups.yaml": all.join("") };
}

/** All but the state table. */
function asked(world: LiveWorld) {
  return world.calls.filter(({ service }) => service !== "dynamodb");
}

function expire(world: LiveWorld): void {
  for (const service of called) {
    const effect = { kind: "error", code: "ExpiredTokenException", status: 400 } as const;
    world.local.faults.inject({ service, operation: "*", when: "before", effect });
  }
}

describe("credentials that expire", () => {
  it("are one condition for ten minutes, and nothing is lost", async () => {
    await using world = await LiveWorld.open(manyGroups(1));
    const live = await world.start();
    live.forgetPast();
    const before = JSON.stringify(
      live.rows.map(({ conditions, counters }) => [conditions, counters.failures]),
    );
    const from = asked(world).length;

    expire(world);
    await world.write(manyGroups(3));
    await live.read();
    await live.scans(10);

    expect(live.rows).toHaveLength(groups);
    expect(JSON.stringify(live.rows.map(({ conditions, counters }) => [conditions, counters.failures]))).toBe(
      before,
    );
    expect(live.status.environments).toMatchObject([{ name: "default", reason: "CredentialsExpired" }]);
    // What was under way when it was found out, then a probe a minute at most.
    expect(asked(world).length - from).toBeLessThan(40);
    expect(live.writes).toEqual([]);

    world.local.faults.clear();
    world.clock.skip(60_000);
    await world.until(() => live.writes.length === groups);
    await live.rest();

    expect(new Set(live.writes)).toEqual(new Set(["logs:PutRetentionPolicy"]));
    expect(live.status.environments).toBeUndefined();
    const told = live.events.filter(({ key }) => key === undefined).map(({ reason }) => reason);
    expect(told).toEqual(["EnvironmentDown", "EnvironmentUp"]);
    expect(live.events.filter(({ reason }) => ["Failed", "Retrying"].includes(reason))).toEqual([]);
  });

  it("are found good again for what stays behind where an environment no longer is", async () => {
    const deleted = { policy: { deletion: "delete" } };
    const inDev = (region: string, group: string) => ({
      "dev/environment.yaml": manifest("Environment", "dev", { region, accountId: "000000000000" }),
      "dev/groups.yaml": manifest("LogGroup", group, {}, deleted),
    });
    await using world = await LiveWorld.open(inDev("eu-west-1", "g"));
    const live = await world.start();

    expire(world);
    await live.scans(1);
    expect(live.status.environments).toMatchObject([{ name: "dev", reason: "CredentialsExpired" }]);
    await world.write(inDev("eu-central-1", "h"));
    await live.read();
    world.local.faults.clear();
    world.clock.skip(60_000);
    await world.until(() => live.status.environments === undefined);
    await live.scans(2);

    expect(live.rows.map(({ key }) => key)).toEqual(["dev/LogGroup/h"]);
    expect(world.deletes).toEqual(["logs:DeleteLogGroup"]);
  });

  it("of an assumed role are renewed before that: once for all clients, and unnoticed", async () => {
    const roleName = "deployer";
    await using world = await LiveWorld.open(manyGroups(1));
    const iam = new IAMClient({ ...testAccount, endpoint: world.local.endpoint });
    const Principal = { AWS: "arn:aws:iam::000000000000:root" };
    const statement = { Effect: "Allow", Principal, Action: "sts:AssumeRole" };
    const trust = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const made = await iam.send(
      new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: trust }),
    );
    iam.destroy();
    const assumeRoleArn = made.Role?.Arn;
    await world.write({ "environment.yaml": manifest("Environment", "default", { assumeRoleArn }) });
    const live = await world.start();
    const of = (operation: string) => asked(world).filter((call) => call.operation === operation).length;
    expect([of("AssumeRole"), of("GetCallerIdentity")]).toEqual([1, 1]);

    for (let hour = 1; hour <= 3; hour += 1) {
      world.clock.skip(3_590_000);
      await live.scans(1);
    }

    expect(of("AssumeRole")).toBe(4);
    expect(of("GetCallerIdentity")).toBe(4);
    expect(live.events.filter(({ key }) => key === undefined)).toEqual([]);
    expect(live.status.environments).toBeUndefined();
    expect(live.rows.every(({ counters }) => counters.failures === 0)).toBe(true);
  });
});
