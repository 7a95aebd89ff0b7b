import { describe, expect, it } from "vitest";
import type { Disposition } from "../../../../src/core/call-error.ts";
import type { Ownership } from "../../../../src/core/observation.ts";
import { PrunedWorld } from "../../../support/fake-prune.ts";
import { fakeRow } from "../../../support/fake-row.ts";
import { pruneAll, pruneProcess } from "../../../support/prune-run.ts";

const role = fakeRow("Role", "r", { state: "deleting" });

/** A process that has decided, and the world it works on. */
async function decided(world: PrunedWorld, options: Parameters<typeof pruneProcess>[1] = {}) {
  const process = pruneProcess(world, options);
  await process.decide();
  return process;
}

function worldWith(row = role, thing: Parameters<PrunedWorld["put"]>[1] = {}): PrunedWorld {
  const world = new PrunedWorld();
  world.put(row, thing);
  return world;
}

function reasons(world: PrunedWorld): string[] {
  return world.events.map(({ reason }) => reason);
}

function conditionOf(world: PrunedWorld, type: string, row = role) {
  return world.table.get(row.key)?.conditions.find((condition) => condition.type === type);
}

describe("the removal of a row", () => {
  it("calls, then drops the row once AWS was seen without it", async () => {
    const world = worldWith(role, { parts: 2 });
    const process = await decided(world);

    const first = await process.pass(role.key);

    expect(first).toEqual({ kind: "waiting", afterMs: 1_000, reason: "being deleted" });
    expect(world.deletes).toEqual(["Role/r", "Role/r"]);
    expect(world.table.get(role.key)?.state).toBe("deleting");
    expect(await process.pass(role.key)).toEqual({ kind: "gone" });
    expect(world.table.size).toBe(0);
    expect(reasons(world)).toEqual(["Deleting", "Deleted"]);
  });

  it("makes no call when the resource is gone already", async () => {
    const world = new PrunedWorld();
    world.put(role);
    const process = await decided(world);

    expect(await process.pass(role.key)).toEqual({ kind: "gone" });
    expect(world.deletes).toEqual([]);
  });

  it("waits while AWS is busy with it", async () => {
    const process = await decided(worldWith(role, { busyLooks: 1 }));

    expect(await process.pass(role.key)).toEqual({ kind: "waiting", afterMs: 500, reason: "busy" });
  });

  const notOurs: readonly [string, Ownership][] = [
    ["somebody else's", { kind: "foreign", owner: "other" }],
    ["nobody's", { kind: "unowned" }],
  ];
  it.each(notOurs)("deletes nothing that is %s now, and releases it", async (_, ownership) => {
    const world = worldWith(role, { ownership });
    const process = await decided(world);

    expect(await process.pass(role.key)).toEqual({ kind: "gone" });
    expect(world.deletes).toEqual([]);
    expect(world.table.get(role.key)?.state).toBe("released");
    expect(reasons(world)).toEqual(["NotOwnedAnyMore"]);
  });

  it("drops the row of something that was never ours", async () => {
    const { specHash: _none, ...intent } = { ...role, state: "intent" as const };
    const world = worldWith(intent, { ownership: { kind: "unowned" } });
    const process = await decided(world);

    expect(await process.pass(role.key)).toEqual({ kind: "gone" });
    expect(world.table.size).toBe(0);
    expect(world.holds(role)).toBe(true);
  });

  it("deletes nothing when the tags could not be read", async () => {
    const world = worldWith(role, { ownership: { kind: "unknown", reason: "denied" } });
    const process = await decided(world);

    expect(await process.pass(role.key)).toMatchObject({
      kind: "failed",
      disposition: { kind: "transient" },
    });
    expect(world.deletes).toEqual([]);
    expect(conditionOf(world, "Synced")).toMatchObject({ reason: "Retrying" });
  });

  it("waits before it believes that something just begun was not created", async () => {
    const { specHash: _none, ...intent } = { ...role, state: "intent" as const };
    const world = new PrunedWorld();
    world.put({ ...intent, updatedAt: new Date(3_590_000).toISOString() });
    let nowMs = 3_600_000;
    const process = await decided(world, { nowMs: () => nowMs });

    expect(await process.pass(role.key)).toMatchObject({ kind: "waiting" });
    nowMs += 30_000;
    expect(await process.pass(role.key)).toEqual({ kind: "gone" });
  });
});

describe("a removal that is free to go", () => {
  const user = fakeRow("Function", "f", { dependsOn: [role.key] });

  it("is no longer said to be in use", async () => {
    const world = worldWith();
    world.put(user, {});
    const declared = new Set([user.key]);
    const process = await decided(world, { declared });
    await process.pass(role.key);
    await process.inventory.drop(user);

    await process.pass(role.key);

    expect(world.deletes).toEqual(["Role/r"]);
    expect(conditionOf(world, "DeletionBlocked")).toBeUndefined();
  });

  it("wakes every role when a function made anew from tags is gone", async () => {
    const world = worldWith();
    const found = fakeRow("Function", "f", { hashVersion: 0 });
    world.put(found, {});
    await pruneAll(world);

    expect(world.deletes).toEqual(["Function/f", "Role/r"]);
  });

  it("is no pass for a released row", async () => {
    const world = worldWith({ ...role, state: "released" });
    const process = await decided(world);

    expect(await process.pass(role.key)).toEqual({ kind: "gone" });
    expect(world.boundaries).toBe(0);
  });
});

describe("what goes on under another key", () => {
  const other = fakeRow("Role", "new", { awsName: "r", identity: { awsName: "r" } });
  const tagged = { ownership: { kind: "ours", resource: other.key } } as const;

  it("is not deleted when its tag says so, and keeps that it was adopted", async () => {
    const world = worldWith({ ...role, adopted: true }, tagged);
    world.put(other);
    const process = await decided(world, { declared: new Set([other.key]) });

    expect(await process.pass(role.key)).toEqual({ kind: "gone" });
    expect(world.deletes).toEqual([]);
    expect([...world.table.values()]).toMatchObject([{ key: other.key, adopted: true }]);
    expect(reasons(world)).toEqual(["Moved"]);
  });

  it("is not deleted before the other key has a row, which is waited for", async () => {
    const world = worldWith(role, tagged);
    const process = await decided(world, { declared: new Set([other.key]) });

    expect(await process.pass(role.key)).toMatchObject({ kind: "blocked", on: [other.key] });
    expect(world.holds(role)).toBe(true);
  });

  it("is not deleted when a declaration means it, though its tag still says otherwise", async () => {
    const world = worldWith();
    world.put(other);
    const declared = new Set([other.key]);
    const decision = await pruneAll(world, {
      declared,
      claimantOf: ({ key }) => (key === role.key ? other.key : undefined),
    });

    expect(decision?.keys).toEqual([role.key]);
    expect(world.deletes).toEqual([]);
    expect([...world.table.keys()]).toEqual([other.key]);
  });

  it("is found by a tag that could not hold all of its key", async () => {
    const odd = fakeRow("Role", "n#w", { adopted: true });
    const world = worldWith(
      { ...role, adopted: true },
      { ownership: { kind: "ours", resource: "default/Role/n_w" } },
    );
    world.put(odd);
    const process = await decided(world, { declared: new Set([odd.key]) });

    expect(await process.pass(role.key)).toEqual({ kind: "gone" });
    expect([...world.table.values()]).toEqual([odd]);
  });

  it("is deleted when nothing is known of the key in its tag", async () => {
    const world = worldWith(role, tagged);
    await pruneAll(world);

    expect(world.holds(role)).toBe(false);
  });
});

describe("a removal that must wait", () => {
  const user = fakeRow("Function", "f", { dependsOn: [role.key] });

  it("lets what needs it go first, and is woken by that", async () => {
    const world = worldWith();
    world.put(user, {});
    const process = await decided(world);

    expect(await process.pass(role.key)).toMatchObject({ kind: "blocked", on: [user.key] });
    expect(conditionOf(world, "DeletionBlocked")).toBeUndefined();
    await process.pass(user.key);
    await process.pass(user.key);
    expect([...process.woken]).toEqual([role.key]);
  });

  it("stays while something declared needs it, which is told once", async () => {
    const world = worldWith();
    world.put(user, {});
    const process = await decided(world, { declared: new Set([user.key]) });
    await process.pass(role.key);
    const writes = world.writes;

    expect(await process.pass(role.key)).toMatchObject({ kind: "blocked", on: [user.key] });
    await process.decide();
    expect(conditionOf(world, "DeletionBlocked")).toMatchObject({ reason: "InUse" });
    expect(reasons(world)).toEqual(["DeletionBlocked"].map(() => "InUse"));
    expect(world.writes).toBe(writes);
  });

  it("makes no call without a lease that lasts", async () => {
    const world = worldWith();
    const process = await decided(world, { mayWrite: () => false });

    expect(await process.pass(role.key)).toMatchObject({ kind: "waiting" });
    expect(world.deletes).toEqual([]);
  });

  it("stops between two calls when told to", async () => {
    const world = worldWith(role, { parts: 3 });
    const process = await decided(world);
    world.beforeDelete = () => process.stop.abort();

    expect(await process.pass(role.key)).toEqual({ kind: "stopped" });
    expect(world.deletes).toHaveLength(1);
  });

  it("stops between two calls when it is declared again", async () => {
    const world = worldWith(role, { parts: 3 });
    const declared = new Set<typeof role.key>();
    const process = await decided(world, { declared });
    world.beforeDelete = () => declared.add(role.key);

    expect(await process.pass(role.key)).toEqual({ kind: "stopped" });
    expect(world.deletes).toHaveLength(1);
    expect(await process.pass(role.key)).toEqual({ kind: "stopped" });
  });

  it("stops between two calls when leave is taken away", async () => {
    const world = worldWith(role, { parts: 3 });
    const process = await decided(world);
    world.beforeDelete = () => process.prune.suspend();

    expect(await process.pass(role.key)).toMatchObject({ kind: "refused", reason: "DeletionBlocked" });
    expect(world.deletes).toHaveLength(1);
  });
});

describe("a removal that fails", () => {
  const denied: Disposition = { kind: "terminal", reason: "AccessDenied" };

  it("is stalled for good reasons, keeps its row, and writes that once", async () => {
    const world = worldWith();
    world.faults = [denied, denied];
    const process = await decided(world);
    await process.pass(role.key);
    const writes = world.writes;

    expect(await process.pass(role.key)).toMatchObject({ kind: "failed", disposition: denied });
    expect(conditionOf(world, "Stalled")).toMatchObject({ status: "True", reason: "AccessDenied" });
    expect(world.table.get(role.key)?.counters.failures).toBe(1);
    expect(world.writes).toBe(writes);
  });

  it("is no longer stalled once its call succeeds", async () => {
    const world = worldWith();
    world.faults = [denied];
    const process = await decided(world);
    await process.pass(role.key);

    await process.pass(role.key);

    expect(conditionOf(world, "Stalled")).toBeUndefined();
    expect(conditionOf(world, "Ready")).toMatchObject({ status: "False", reason: "Deleting" });
  });

  const passing: readonly [Disposition, string | undefined][] = [
    [{ kind: "transient" }, "Retrying"],
    [{ kind: "throttled" }, undefined],
    [{ kind: "conflict" }, undefined],
  ];
  it.each(passing)("%o is said as %s", async (fault, reason) => {
    const world = worldWith();
    world.faults = [fault];
    const process = await decided(world);

    expect(await process.pass(role.key)).toMatchObject({ kind: "failed", disposition: fault });
    expect(conditionOf(world, "Synced")?.reason).toBe(reason);
  });

  it("does not say of the resource that the table failed", async () => {
    const world = worldWith({ ...role, state: "intent" });
    const process = await decided(world);
    world.isTableDown = true;

    expect(await process.pass(role.key)).toMatchObject({ kind: "failed" });
    expect(world.deletes).toEqual([]);
  });
});
