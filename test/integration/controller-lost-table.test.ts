import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { manifest } from "../support/desired-set.ts";
import { keys, oneOfEach } from "../support/live-manifests.ts";
import { LiveWorld } from "../support/live-world.ts";

const bystander = { "other.yaml": manifest("LogGroup", "other") };

async function loseTable({ items }: LiveWorld): Promise<void> {
  for await (const page of items.pages({ pk: "test" })) {
    for (const item of page) await items.delete({ pk: String(item["pk"]), sk: String(item["sk"]) });
  }
}

describe("a controller whose table was lost", () => {
  it("knows its own again by their tags, and changes nothing", async () => {
    await using world = await LiveWorld.open({ ...oneOfEach(), ...bystander });
    const first = await world.start();
    await first.stop();
    await loseTable(world);

    const live = await world.start();
    await live.scan();

    expect(live.writes).toEqual([]);
    expect(live.rows.map(({ key, state }) => [key, state]).toSorted()).toEqual(
      first.rows.map(({ key }) => [key, "present"]).toSorted(),
    );
    for (const { conditions } of live.rows) {
      expect(conditions.map(({ type, status }) => [type, status])).toEqual([
        ["Ready", "True"],
        ["Synced", "True"],
      ]);
    }
  });

  it("deletes what is declared no more only after it has looked at everything, and keeps data", async () => {
    await using world = await LiveWorld.open({ ...oneOfEach({ deletion: "delete" }), ...bystander });
    await world.by.logs.send(new CreateLogGroupCommand({ logGroupName: "theirs" }));
    const first = await world.start();
    await first.stop();
    await loseTable(world);
    await world.remove("flow.yaml");

    const from = world.calls.length;
    const live = await world.start();
    await world.until(() => live.row(keys.Role) === undefined);
    await live.scan();

    const asked = world.calls.slice(from).map(({ operation }) => operation);
    const lists = ["DescribeLogGroups", "GetResources", "ListEventSourceMappings"];
    const lastList = Math.max(...lists.map((operation) => asked.indexOf(operation)));
    expect(asked.indexOf("DeleteEventSourceMapping")).toBeGreaterThan(lastList);
    const order = world.deletes.filter((call) => !call.startsWith("iam:DeleteRolePolicy"));
    expect(order).toEqual(["lambda:DeleteEventSourceMapping", "lambda:DeleteFunction", "iam:DeleteRole"]);
    expect(live.rows.map(({ key, state }) => [key, state]).toSorted()).toEqual([
      [keys.LogGroup, "released"],
      ["default/LogGroup/other", "present"],
      [keys.Stream, "released"],
    ]);
  });
});
