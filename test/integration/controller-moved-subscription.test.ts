import { ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { functionManifest, manifest } from "../support/desired-set.ts";
import { LiveWorld } from "../support/live-world.ts";

const flow = (event: string, name: string) =>
  [
    manifest("Stream", "Words"),
    manifest("Stream", "Others"),
    functionManifest("counter"),
    manifest("Subscription", name, { event, function: "counter" }),
  ].join("");

async function connected(world: LiveWorld): Promise<readonly (string | undefined)[]> {
  const { EventSourceMappings = [] } = await world.by.lambda.send(new ListEventSourceMappingsCommand({}));
  return EventSourceMappings.map(({ EventSourceArn }) => EventSourceArn?.split("/").at(-1));
}

describe("a subscription that is declared for another event", () => {
  it("under its own name is refused, and nothing is left behind or made", async () => {
    await using world = await LiveWorld.open({ "flow.yaml": flow("Words", "mine") });
    const live = await world.start();
    live.forgetPast();

    await world.write({ "flow.yaml": flow("Others", "mine") });
    await live.read();
    await live.scan();

    expect(live.writesFor("default/Subscription/mine")).toEqual([]);
    expect(await connected(world)).toEqual(["Words"]);
    expect(live.row("default/Subscription/mine")?.conditions).toContainEqual(
      expect.objectContaining({ type: "Stalled", status: "True", reason: "EnvironmentMoved" }),
    );
  });

  it("under another name takes the old one's place", async () => {
    await using world = await LiveWorld.open({ "flow.yaml": flow("Words", "mine") });
    const live = await world.start();

    await world.write({ "flow.yaml": flow("Others", "other") });
    await live.read();
    await live.scan();

    expect(await connected(world)).toEqual(["Others"]);
    expect(live.row("default/Subscription/mine")).toBeUndefined();
  });
});
