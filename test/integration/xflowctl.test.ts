import { PassThrough } from "node:stream";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realWorld } from "../../src/cli/ctl/context.ts";
import { runXflowctl } from "../../src/cli/xflowctl.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { createItemTable } from "../../src/store/item-table.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { ensureTable } from "../../src/store/table.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { makeBlock, makeController, makeStatusRow, makeStoredEvent } from "../support/status-rows.ts";

const { clock } = realWorld;

describe("xflowctl over a table that a controller wrote", () => {
  let aws: LocalAws;
  let client: DynamoDBClient;
  const table = "xflow-ctl";

  /** As the commands themselves connect: with nothing but flags. */
  async function run(...args: string[]): Promise<string> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const terminal = { stdout, stderr, env: {}, signal: new AbortController().signal };
    const where = ["--local", "--endpoint-url", aws.endpoint, "--table", table];
    await runXflowctl([...args, ...where], terminal, { ...realWorld, operator: () => "ann@laptop" });
    return String(stdout.read() ?? "");
  }

  function openStore() {
    const items = createItemTable({ client, table });
    return createStateStore({ items, instance: "default", epoch: () => 1, clock });
  }

  beforeAll(async () => {
    aws = await startEmbeddedAws();
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    client = new DynamoDBClient({ endpoint: aws.endpoint, region: "us-east-1", credentials });
  });
  afterAll(async () => {
    client.destroy();
    await aws.stop();
  });

  it("says that there is no table, before a controller has run", async () => {
    await expect(run("status")).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(/has a controller run/),
    });
  });

  it("shows what the controller wrote, and the controller finds what was asked", async () => {
    await ensureTable({ client, clock }, { table, signal: new AbortController().signal });
    const store = openStore();
    const words = await store.put(makeStatusRow("Stream", "words", { epoch: 0, version: 0 }));
    const deletionBlock = makeBlock(["default/Role/old"]);
    await store.putController(makeController({ deletionBlock, epoch: 0, version: 0 }));
    const { key } = words;
    await store.record(makeStoredEvent("e", { key, at: new Date(clock.now()).toISOString() }));

    expect(await run("status", "--no-headers")).toMatch(/^Stream\/words +True +True .* usable\n$/);
    expect(await run("events", "st/words", "--no-headers")).toMatch(/Applied +Stream\/words +created\n$/);
    await run("suspend", "st/words", "--until", "2h");
    await run("approve", deletionBlock.digest.slice(0, 8));
    expect(await run("status", "--no-headers")).toContain("Suspended: by ann@laptop until");
    expect((await store.requests()).map(({ kind }) => kind).sort()).toEqual(["approve", "suspend"]);

    expect(await run("resume", "st/words")).toBe("resumed Stream/words\n");
    await run("forget", "st/words");
    await run("reconcile", "--all");

    const requests = await store.requests();
    expect(requests.map(({ kind }) => kind).sort()).toEqual(["approve", "forget", "reconcile"]);
    expect(requests.find(({ kind }) => kind === "reconcile")).toMatchObject({
      keys: "all",
      by: "ann@laptop",
    });
  });

  it("waits for the controller's answer", async () => {
    const store = openStore();
    const shown = run("reconcile", "st/words", "--wait");
    const answer = async () => {
      const asked = (await store.requests()).find(
        (request) => request.kind === "reconcile" && request.keys !== "all",
      );
      const row = await store.get("default/Stream/words");
      if (asked?.kind !== "reconcile" || row === undefined) throw new Error("nobody has asked yet");
      await store.put({ ...row, lastHandledRequest: asked.token });
    };
    await expect.poll(answer, { interval: 20, timeout: 20_000 }).toBeUndefined();

    expect(await shown).toMatch(/Stream\/words +True +True/);
  });
});
