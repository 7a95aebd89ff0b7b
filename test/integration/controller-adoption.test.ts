import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateStreamCommand } from "@aws-sdk/client-kinesis";
import { CreateFunctionCommand, GetFunctionCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it, vi } from "vitest";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { zip } from "../../src/source/zip.ts";
import { functionManifest, manifest } from "../support/desired-set.ts";
import { keys } from "../support/live-manifests.ts";
import { LiveWorld } from "../support/live-world.ts";
import { lambdaTrust } from "../support/made-resources.ts";

const files = (adopt: string) => ({
  "flow.yaml": [
    manifest("Role", "runner"),
    manifest("Stream", "Words", {}, { policy: { adopt } }),
    functionManifest("counter", { role: "runner" }, { policy: { adopt } }),
  ].join(""),
});
const adoptedKeys = [keys.Stream, keys.Function];

/** A stream and a function that somebody made by hand, or by another xflow. */
async function openSettledWorld(adopt: string, instance?: string): Promise<LiveWorld> {
  const world = await LiveWorld.open(files(adopt));
  const owned = instance !== undefined && { Tags: { "xflow.dev/instance": instance } };
  const trust = { RoleName: "theirs", AssumeRolePolicyDocument: JSON.stringify(lambdaTrust) };
  const { Role } = await world.by.iam.send(new CreateRoleCommand(trust));
  await world.by.kinesis.send(new CreateStreamCommand({ StreamName: "Words", ShardCount: 1, ...owned }));
  const ZipFile = zip([{ name: "index.js", executable: false, bytes: Buffer.from("// theirs") }]);
  const create = new CreateFunctionCommand({
    FunctionName: "counter",
    Role: Role?.Arn,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Timeout: 60,
    Code: { ZipFile },
    ...owned,
  });
  const patience = { timeout: 20_000, interval: 20 };
  // Until IAM has told Lambda of the role.
  await vi.waitFor(() => world.by.lambda.send(create), patience);
  const asked = new GetFunctionCommand({ FunctionName: "counter" });
  await vi.waitUntil(
    async () => (await world.by.lambda.send(asked)).Configuration?.State === "Active",
    patience,
  );
  return world;
}

function isAlike(row: ResourceRow | undefined): boolean {
  return row?.conditions.every(({ status }) => status === "True") === true;
}

describe("what exists before it is declared", () => {
  it.each([
    { adopt: "never", owner: undefined },
    { adopt: "never", owner: "blue" },
    { adopt: "if-unowned", owner: "blue" },
  ])("is left alone and refused: adopt $adopt, owned by $owner", async ({ adopt, owner }) => {
    await using world = await openSettledWorld(adopt, owner);

    const live = await world.start();
    await live.scan();

    expect(adoptedKeys.map((key) => live.writesFor(key))).toEqual([[], []]);
    for (const key of adoptedKeys) {
      expect(live.row(key)?.conditions).toContainEqual(
        expect.objectContaining({ type: "Stalled", status: "True" }),
      );
    }
    await world.remove("flow.yaml");
    await world.write({ "other.yaml": manifest("LogGroup", "other") });
    await live.read();
    await world.until(() => live.row(keys.Role) === undefined);
    await live.scan();
    expect(world.deletes.filter((call) => !call.startsWith("iam:"))).toEqual([]);
  });

  it.each([
    { adopt: "if-unowned", owner: undefined },
    { adopt: "force", owner: undefined },
    { adopt: "force", owner: "blue" },
  ])("becomes ours as far as it is declared: adopt $adopt, owned by $owner", async ({ adopt, owner }) => {
    await using world = await openSettledWorld(adopt, owner);

    const live = await world.start();
    await world.until(() => adoptedKeys.every((key) => isAlike(live.row(key))));

    for (const key of adoptedKeys) {
      expect(live.row(key)).toMatchObject({ state: "present", adopted: true });
      expect(live.events).toContainEqual(expect.objectContaining({ key, reason: "Adopted" }));
    }
    const found = await world.by.lambda.send(new GetFunctionCommand({ FunctionName: "counter" }));
    expect(found.Configuration).toMatchObject({ Timeout: 10 });
    expect(found.Tags).toMatchObject({ "xflow.dev/instance": "test" });
    live.forgetPast();
    await live.scan();
    expect(live.writes).toEqual([]);

    await world.remove("flow.yaml");
    await world.write({ "other.yaml": manifest("LogGroup", "other") });
    await live.read();
    await world.until(() => adoptedKeys.every((key) => live.row(key)?.state === "released"));
    await live.scan();
    expect(world.deletes).toEqual([]);
  });
});
