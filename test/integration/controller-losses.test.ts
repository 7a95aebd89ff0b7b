import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteStreamCommand, PutRecordCommand } from "@aws-sdk/client-kinesis";
import {
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { zip } from "../../src/source/zip.ts";
import { functionManifest, manifest, subscription } from "../support/desired-set.ts";
import type { Somebody } from "../support/foreign-changes.ts";
import { keys } from "../support/live-manifests.ts";
import { LiveWorld } from "../support/live-world.ts";

/** Notes the text of every record that it is given. */
const notingCode = `
const { appendFileSync } = require("node:fs");
exports.handler = async ({ Records }) => {
  for (const { kinesis } of Records) {
    appendFileSync(process.env.NOTES, Buffer.from(kinesis.data, "base64").toString() + "\\n");
  }
};
`;

/** A stream whose records end up in a file. */
async function openNotingWorld(): Promise<{ readonly world: LiveWorld; notes(): readonly string[] }> {
  const world = await LiveWorld.open({ "index.js": notingCode, notes: "" });
  const file = join(world.folder.path, "notes");
  await world.write({
    "flow.yaml": [
      manifest("Role", "runner"),
      manifest("Stream", "Words"),
      functionManifest("counter", { role: "runner", timeoutSeconds: 900, environment: { NOTES: file } }),
      subscription("Words", "counter"),
    ].join(""),
  });
  return { world, notes: () => readFileSync(file, "utf8").split("\n").slice(0, -1) };
}

function put({ kinesis }: Somebody, text: string) {
  return kinesis.send(
    new PutRecordCommand({ StreamName: "Words", PartitionKey: "1", Data: Buffer.from(text) }),
  );
}

async function onlyMapping({ lambda }: Somebody) {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  expect(EventSourceMappings).toHaveLength(1);
  return EventSourceMappings[0];
}

async function deleteMapping(by: Somebody): Promise<void> {
  const { UUID } = await by.mapping();
  await by.lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
}

describe("a controller, of what somebody else took away or stopped", () => {
  it("makes a deleted mapping again from where it was last seen, and does not replay the stream", async () => {
    const { world, notes } = await openNotingWorld();
    await using _ = world;
    const live = await world.start();
    await put(world.by, "long ago");
    await world.until(() => notes().includes("long ago"));
    world.clock.skip(3_600_000);
    await live.scan();

    await deleteMapping(world.by);
    await put(world.by, "meanwhile");
    live.forgetPast();
    await live.scan();
    await put(world.by, "afterwards");
    await world.until(() => notes().includes("afterwards"));

    expect(live.writesFor(keys.Subscription)).toEqual(["lambda:CreateEventSourceMapping"]);
    expect(notes()).toEqual(["long ago", "meanwhile", "afterwards"]);
    expect(await onlyMapping(world.by)).toMatchObject({ StartingPosition: "AT_TIMESTAMP" });
    await live.scan();
    expect(live.row(keys.Subscription)).toMatchObject({ drift: [], counters: { driftCorrected: 1 } });
  });

  it("leaves a mapping disabled that an operator disabled, and says so", async () => {
    const { world } = await openNotingWorld();
    await using _ = world;
    const live = await world.start();
    live.forgetPast();

    const { UUID } = await world.by.mapping();
    await world.by.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await live.scan();
    await live.scan();

    expect(live.writes).toEqual([]);
    expect(await onlyMapping(world.by)).toMatchObject({ State: "Disabled" });
    const row = live.row(keys.Subscription);
    expect(row?.drift).toEqual([expect.objectContaining({ path: "enabled", is: false })]);
    expect(row?.conditions).toContainEqual(expect.objectContaining({ type: "Drifted", status: "True" }));
    expect(live.events.filter(({ reason }) => reason === "DriftDetected")).toHaveLength(1);
  });

  it("leaves a function's reserved concurrency as an operator set it, and says so", async () => {
    const { world } = await openNotingWorld();
    await using _ = world;
    const live = await world.start();
    live.forgetPast();

    const input = { FunctionName: "counter", ReservedConcurrentExecutions: 0 };
    await world.by.lambda.send(new PutFunctionConcurrencyCommand(input));
    await live.scan();
    await live.scan();

    expect(live.writes).toEqual([]);
    expect(live.row(keys.Function)?.drift).toEqual([
      expect.objectContaining({ path: "reservedConcurrency", is: 0 }),
    ]);
  });

  it("makes a deleted stream again and tells that data was lost", async () => {
    const { world, notes } = await openNotingWorld();
    await using _ = world;
    const live = await world.start();
    await put(world.by, "before");
    await world.until(() => notes().includes("before"));
    live.forgetPast();

    await world.by.kinesis.send(
      new DeleteStreamCommand({ StreamName: "Words", EnforceConsumerDeletion: true }),
    );
    await live.scan();
    await live.scan();

    expect(live.writesFor(keys.Stream)).toEqual(["kinesis:CreateStream"]);
    const lost = live.events.filter(({ reason }) => reason === "DataLost");
    expect(lost).toEqual([expect.objectContaining({ key: keys.Stream, type: "Warning" })]);
    await put(world.by, "after");
    await world.until(() => notes().includes("after"));
    expect(notes()).toEqual(["before", "after"]);
  });

  it("makes a deleted function again, and its mapping goes on", async () => {
    const { world, notes } = await openNotingWorld();
    await using _ = world;
    const live = await world.start();
    await put(world.by, "before");
    await world.until(() => notes().includes("before"));
    live.forgetPast();

    await world.by.lambda.send(new DeleteFunctionCommand({ FunctionName: "counter" }));
    await live.scan();

    expect(live.writesFor(keys.Function)).toEqual(["lambda:CreateFunction"]);
    await put(world.by, "after");
    await world.until(() => notes().includes("after"));
    // Once or again: Lambda gives a batch anew whose function went before it had answered.
    expect([...new Set(notes())]).toEqual(["before", "after"]);
  });

  it("deploys its own code again over what somebody else uploaded", async () => {
    const { world } = await openNotingWorld();
    await using _ = world;
    const live = await world.start();
    const sha = async () => {
      const { Configuration } = await world.by.lambda.send(
        new GetFunctionCommand({ FunctionName: "counter" }),
      );
      return Configuration?.CodeSha256;
    };
    const before = await sha();
    live.forgetPast();

    const ZipFile = zip([{ name: "index.js", executable: false, bytes: Buffer.from("// theirs") }]);
    await world.by.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "counter", ZipFile }));
    expect(await sha()).not.toBe(before);
    await live.scan();

    expect(live.writes).toEqual(["lambda:UpdateFunctionCode"]);
    expect(await sha()).toBe(before);
  });
});
