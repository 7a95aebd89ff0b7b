import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../src/api/resource.ts";
import type { FaultRule } from "../../src/local/gateway/faults.ts";
import { functionManifest, manifest } from "../support/desired-set.ts";
import type { LiveController } from "../support/live-controller.ts";
import { oneOfEach } from "../support/live-manifests.ts";
import { LiveWorld } from "../support/live-world.ts";

const policy = { deletion: "delete" };
const group = (name: string) => manifest("LogGroup", name, {}, { policy });
const keyOf = (name: string): ResourceKey => `default/LogGroup/${name}`;
const count = (upTo: number) =>
  Array.from({ length: upTo }, (_, index) => `g${String(index).padStart(2, "0")}`);

/** So many groups, a file each. */
const groups = (upTo: number) => Object.fromEntries(count(upTo).map((name) => [`${name}.yaml`, group(name)]));

async function blockedBy(world: LiveWorld, live: LiveController, reason: string) {
  await world.until(() => live.status.deletionBlock?.reason === reason);
  const { deletionBlock } = live.status;
  expect(deletionBlock).toMatchObject({
    message: expect.any(String),
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  return {
    keys: deletionBlock?.keys ?? [],
    digest: deletionBlock?.digest ?? "",
    approvable: deletionBlock?.approvable,
  };
}

/** Below a link, so that all of it can go away at once. */
async function startBelowLink(world: LiveWorld) {
  const path = join(world.folder.path, "current");
  await world.write({ "one/a.yaml": group("a"), "one/b.yaml": group("b") });
  await symlink("one", path);
  const live = await world.start({ path });
  expect(live.rows).toHaveLength(2);
  return { live, path };
}

async function point(path: string, target: string): Promise<void> {
  await symlink(target, `${path}-next`);
  await rename(`${path}-next`, path);
}

describe("a controller whose source cannot be read", () => {
  it.each([
    { reason: "it is gone", spoil: (path: string) => rm(path) },
    { reason: "it is empty", spoil: (path: string) => point(path, "two") },
    { reason: "it leads round in a circle", spoil: (path: string) => point(path, "current") },
    { reason: "its folder is gone", spoil: (path: string) => point(path, "three") },
  ])("deletes nothing, now or after a restart, whatever is approved: $reason", async ({ spoil }) => {
    await using world = await LiveWorld.open({});
    await mkdir(join(world.folder.path, "two"));
    const { live, path } = await startBelowLink(world);

    await spoil(path);
    await live.read();
    await live.scan();

    expect(live.status.source).toMatchObject({ state: "missing", reason: expect.any(String) });
    expect(live.row(keyOf("a"))?.conditions).toContainEqual(
      expect.objectContaining({ type: "Ready", status: "True" }),
    );

    await live.stop();
    const next = await world.start({ path });
    const { keys, digest, approvable } = await blockedBy(world, next, "SourceMissing");
    expect(approvable).toBe(false);
    expect(keys).toEqual([keyOf("a"), keyOf("b")]);
    await next.ask({ kind: "approve", digest });
    await next.scan();
    expect(next.status.deletionBlock?.reason).toBe("SourceMissing");
    expect(next.rows).toHaveLength(2);
    expect(world.deletes).toEqual([]);
  });

  it("goes on where it was once the source is back", async () => {
    await using world = await LiveWorld.open({});
    const { live, path } = await startBelowLink(world);
    await rm(path);
    await live.read();
    live.forgetPast();

    await world.remove("one/b.yaml");
    await symlink("one", path);
    await live.read();
    await world.until(() => live.row(keyOf("b")) === undefined);

    expect(live.writes).toEqual(["logs:DeleteLogGroup"]);
    expect(live.status.source.state).toBe("ok");
  });
});

/** More than are read one by one in a scan. */
const manyFunctions = {
  "functions.yaml": ["a", "b", "c", "d", "e"]
    .map((name) => functionManifest(name, { role: "runner" }))
    .join(""),
};
/** So long what we wrote ourselves is believed, and the tagging index is not asked. */
const indexLagMs = 120_000;

describe("a controller that cannot tell what there is", () => {
  const failing: FaultRule = {
    service: "logs",
    operation: "DescribeLogGroups",
    when: "before",
    effect: { kind: "error", code: "ServiceUnavailableException", status: 503 },
  };

  it.each([
    { list: "logs:DescribeLogGroups" },
    { list: "lambda:ListFunctions" },
    { list: "lambda:ListEventSourceMappings" },
    { list: "kinesis:ListStreams" },
    { list: "iam:GetAccountAuthorizationDetails" },
    { list: "tagging:GetResources" },
  ])("deletes nothing while a list fails, and goes on once it does not: $list", async ({ list }) => {
    await using world = await LiveWorld.open({ ...oneOfEach(), ...groups(1), ...manyFunctions });
    const live = await world.start();
    world.clock.skip(indexLagMs);
    live.forgetPast();
    const [service = "", operation = ""] = list.split(":");

    world.local.faults.inject({ ...failing, service, operation });
    expect(await live.scan()).toMatchObject({ result: "error" });
    await world.remove("g00.yaml");
    await live.read();
    const { keys, approvable } = await blockedBy(world, live, "ListUnknown");
    expect([keys, approvable]).toEqual([[keyOf("g00")], false]);
    await live.scan();
    expect(live.writes).toEqual([]);
    expect(live.rows.map(({ drift }) => drift)).toEqual(live.rows.map(() => []));

    world.local.faults.clear();
    // What failed of late rests, and is looked at by the scan after that at the latest.
    await live.scan();
    await live.scan();
    await world.until(() => live.row(keyOf("g00")) === undefined);
    expect(live.writes).toEqual(["logs:DeleteLogGroup"]);
  });

  it("creates and deletes nothing on a list that breaks off in the middle", async () => {
    await using world = await LiveWorld.open(groups(3));
    for (const name of Array.from({ length: 50 }, (_, index) => `a${index}`)) {
      await world.by.logs.send(new CreateLogGroupCommand({ logGroupName: name }));
    }
    const live = await world.start();
    live.forgetPast();

    // The first page has none of ours on it.
    const from = world.calls.length;
    const first = world.until(() => {
      const isRead = world.calls.slice(from).some(({ operation }) => operation === failing.operation);
      if (isRead) world.local.faults.inject(failing);
      return isRead;
    });
    const scanning = live.scan();
    await first;
    expect(await scanning).toMatchObject({ result: "error" });

    expect(live.writes).toEqual([]);
    expect(live.events.filter(({ reason }) => reason.startsWith("Drift"))).toEqual([]);
    expect(world.deletes).toEqual([]);
  });
});

describe("a controller that would delete a lot", () => {
  it("waits until exactly that list is approved", async () => {
    await using world = await LiveWorld.open(groups(14));
    const live = await world.start();
    const doomed = count(14).slice(2);

    await world.remove(...doomed.slice(1).map((name) => `${name}.yaml`));
    await live.read();
    const other = await blockedBy(world, live, "TooManyDeletes");
    await world.remove(`${doomed[0]}.yaml`);
    await live.read();
    await world.until(() => live.status.deletionBlock?.digest !== other.digest);
    const { keys, digest, approvable } = await blockedBy(world, live, "TooManyDeletes");
    expect([keys, approvable]).toEqual([doomed.map(keyOf), true]);

    await live.ask({ kind: "approve", digest: other.digest });
    await live.scan();
    expect(live.status.deletionBlock?.digest).toBe(digest);
    expect(world.deletes).toEqual([]);
    expect(live.row(keyOf("g05"))?.conditions).toContainEqual(
      expect.objectContaining({ type: "DeletionBlocked", status: "True", reason: "TooManyDeletes" }),
    );

    await live.ask({ kind: "approve", digest });
    await world.until(() => live.rows.length === 2);
    expect(world.deletes).toEqual(doomed.map(() => "logs:DeleteLogGroup"));
    expect(live.status.deletionBlock).toBeUndefined();
  });

  it("takes its limit from who started it, instead of ten or a fifth", async () => {
    await using world = await LiveWorld.open(groups(4));
    const live = await world.start({ maxDeletes: 1 });

    await world.remove("g02.yaml", "g03.yaml");
    await live.read();
    await blockedBy(world, live, "TooManyDeletes");
    await world.write({ "g03.yaml": group("g03") });
    await live.read();
    await world.until(() => live.row(keyOf("g02")) === undefined);

    expect(world.deletes).toEqual(["logs:DeleteLogGroup"]);
    expect(live.status.deletionBlock).toBeUndefined();
  });
});

describe("a controller started with another source", () => {
  it("deletes nothing until that is approved, and trusts that source from then on", async () => {
    await using world = await LiveWorld.open({
      "one/a.yaml": group("a"),
      "one/b.yaml": group("b"),
      "two/b.yaml": group("b"),
      "two/c.yaml": group("c"),
    });
    const first = await world.start({ path: join(world.folder.path, "one") });
    await first.stop();

    const live = await world.start({ path: join(world.folder.path, "two") });
    const { keys, digest, approvable } = await blockedBy(world, live, "OtherSource");
    expect([keys, approvable]).toEqual([[keyOf("a")], true]);
    expect(live.writes).toEqual(["logs:CreateLogGroup"]);
    await live.scan();
    expect(world.deletes).toEqual([]);

    await live.ask({ kind: "approve", digest });
    await world.until(() => live.row(keyOf("a")) === undefined);
    expect(live.status.trustedSource).toBe(live.status.source.identity);

    await world.remove("two/c.yaml");
    await live.read();
    await world.until(() => live.row(keyOf("c")) === undefined);
    expect(world.deletes).toEqual(["logs:DeleteLogGroup", "logs:DeleteLogGroup"]);
  });
});
