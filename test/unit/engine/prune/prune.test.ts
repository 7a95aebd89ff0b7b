import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../../src/api/resource.ts";
import { RowConflictError, StateUnavailableError } from "../../../../src/core/state-error.ts";
import type { PruneInput } from "../../../../src/engine/prune/prune.ts";
import { PrunedWorld } from "../../../support/fake-prune.ts";
import { fakeRow } from "../../../support/fake-row.ts";
import { believed, pruneAll, pruneProcess } from "../../../support/prune-run.ts";

const missing: PruneInput = { ...believed, source: { state: "missing", identity: "source" } };

function many(count: number): PrunedWorld {
  const world = new PrunedWorld();
  for (let index = 0; index < count; index++) world.put(fakeRow("Role", `r${index}`), {});
  return world;
}

function statesOf(world: PrunedWorld): string[] {
  return [...new Set([...world.table.values()].map(({ state }) => state))];
}

function reasonsOf(world: PrunedWorld): string[] {
  return world.events.map(({ reason }) => reason);
}

function approvalOf(digest: string | undefined, at = 3_600_000): PruneInput["approvals"] {
  return [{ kind: "approve", digest: digest ?? "", at: new Date(at).toISOString(), by: "me@host" }];
}

const limited: PruneInput = { ...believed, maxDeletes: 5 };

describe("a decision about rows that nobody declares", () => {
  it("marks all that is let go before any of it is deleted, what needs others first", async () => {
    const world = new PrunedWorld();
    const rows = (["Role", "Stream", "Function", "Subscription"] as const).map((kind) => fakeRow(kind, "x"));
    for (const row of rows) world.put(row, {});
    const process = pruneProcess(world);

    const { keys } = await process.decide();

    expect(keys).toEqual(rows.map(({ key }) => key).reverse());
    expect(statesOf(world)).toEqual(["deleting"]);
    expect(world.deletes).toEqual([]);
    expect(keys.every((key) => process.prune.mayRemove(key))).toBe(true);
  });

  it("releases what is retained and protects what is protected, and tells each once", async () => {
    const world = new PrunedWorld();
    const kept = fakeRow("Stream", "kept", { deletion: "retain", drift: [{ path: "shards", since: "" }] });
    const safe = fakeRow("Role", "safe", { deletion: "protect" });
    world.put(kept, {});
    world.put(safe, {});
    const process = pruneProcess(world);

    expect(await process.decide()).toEqual({ keys: [] });
    const writes = world.writes;
    await process.decide();

    expect(world.table.get(kept.key)).toMatchObject({ state: "released", drift: [] });
    expect(world.table.get(safe.key)).toMatchObject({
      state: "present",
      conditions: [
        { type: "Ready" },
        { type: "Synced" },
        { type: "DeletionBlocked", status: "True", reason: "Protected" },
      ],
    });
    expect(reasonsOf(world)).toEqual(["Released", "Protected"]);
    expect(world.writes).toBe(writes);
    expect(world.deletes).toEqual([]);
  });

  it("looks only at what is in scope", async () => {
    const world = many(2);

    await pruneAll(world, {}, { ...believed, scope: ({ name }) => name === "r1" });

    expect([...world.table.keys()]).toEqual(["default/Role/r0"]);
  });

  it("leaves what is suspended as it is until it is resumed", async () => {
    const world = many(1);
    const suspended = new Set(world.table.keys());
    await pruneAll(world, { suspended });
    expect(world.deletes).toEqual([]);
    expect(reasonsOf(world)).toEqual(["Suspended"]);

    suspended.clear();
    await pruneAll(world, { suspended });

    expect(world.table.size).toBe(0);
  });

  it("asks AWS whether something to be kept was created at all", async () => {
    const world = new PrunedWorld();
    const there = fakeRow("Stream", "there", { deletion: "retain", state: "intent" });
    const safe = fakeRow("LogGroup", "safe", { deletion: "protect", state: "intent" });
    const absent = fakeRow("Stream", "absent", { deletion: "retain", state: "intent" });
    world.put(there, {});
    world.put(safe, {});
    world.put(absent);

    await pruneAll(world);

    expect([...world.table.values()].map(({ name, state }) => `${name} ${state}`)).toEqual([
      "there released",
      "safe present",
    ]);
    expect(world.deletes).toEqual([]);
  });
});

describe("a list that is blocked", () => {
  it("is told once, is marked, and nothing of it may go", async () => {
    const world = many(6);
    const process = pruneProcess(world);

    const { keys, block } = await process.decide(limited);
    await process.decide({ ...limited, ...(block === undefined ? {} : { previousBlock: block }) });

    expect(keys).toEqual([]);
    expect(block).toMatchObject({ reason: "TooManyDeletes", approvable: true });
    expect(block?.keys).toHaveLength(6);
    const [row] = world.table.values();
    expect(row?.conditions.at(-1)).toMatchObject({ type: "DeletionBlocked", reason: "TooManyDeletes" });
    expect(reasonsOf(world)).toEqual(["DeletionBlocked"]);
    expect(await process.pass("default/Role/r0")).toMatchObject({ kind: "refused" });
  });

  it("goes whole once it is approved, though it shrinks on the way", async () => {
    const world = many(6);
    const { block } = await pruneProcess(world).decide(limited);
    const approvals = approvalOf(block?.digest);
    const process = pruneProcess(world);

    const first = await process.decide({ ...limited, approvals });
    await process.pass("default/Role/r0");
    await process.pass("default/Role/r0");
    const second = await process.decide({ ...limited, approvals: [] });

    expect(first).toMatchObject({ approved: "TooManyDeletes" });
    expect(second.block).toBeUndefined();
    expect(second.keys).toHaveLength(5);
    await pruneAll(world, {}, limited);
    expect(world.table.size).toBe(0);
  });

  it("does not go when another delete joined it", async () => {
    const world = many(6);
    const { block } = await pruneProcess(world).decide(limited);
    world.put(fakeRow("Role", "late"), {});

    const decision = await pruneAll(world, {}, { ...limited, approvals: approvalOf(block?.digest) });

    expect(decision?.block?.keys).toHaveLength(7);
    expect(world.deletes).toEqual([]);
  });

  it("of one is told as one", async () => {
    const world = many(1);
    const none: PruneInput = { ...believed, maxDeletes: 0 };
    const { block } = await pruneProcess(world).decide(none);

    await pruneAll(world, {}, { ...none, approvals: approvalOf(block?.digest) });

    const told = world.events.filter(({ key }) => key === undefined).map(({ message }) => message);
    expect(told).toEqual([
      "1 delete waits (TooManyDeletes): 1 of 1 resources would be deleted; more than 0 at once have to be approved",
      "1 delete was approved (TooManyDeletes)",
    ]);
    expect(world.table.size).toBe(0);
  });

  it("lets go what has begun, when it is only too long", async () => {
    const world = many(6);
    const under = fakeRow("Stream", "under", { state: "deleting" });
    world.put(under, {});

    const decision = await pruneAll(world, {}, limited);

    expect(decision?.keys).toEqual([under.key]);
    expect(world.deletes).toEqual(["Stream/under"]);
  });
});

describe("a doubt about the source", () => {
  const doubts: readonly [string, Partial<PruneInput>][] = [
    ["it is missing", { source: { state: "missing", identity: "source" } }],
    ["a file is broken", { source: { state: "broken", identity: "source" } }],
    ["a list failed", { listUnknown: "ListStreams: denied" }],
    ["it is another", { trustedSource: "elsewhere" }],
  ];

  it.each(doubts)("lets nothing go, deletes under way included: %s", async (_, also) => {
    const world = many(1);
    world.put(fakeRow("Role", "under", { state: "deleting" }), {});
    world.put(fakeRow("Stream", "kept", { deletion: "retain" }), {});

    const decision = await pruneAll(world, {}, { ...believed, ...also });

    expect(decision?.block?.keys).toHaveLength(2);
    expect(decision?.keys).toEqual([]);
    expect(world.deletes).toEqual([]);
    expect(world.table.get("default/Stream/kept")?.state).toBe("present");
  });

  it("takes leave away at once, before it is stored", async () => {
    const world = many(1);
    const process = pruneProcess(world);
    await process.decide();
    world.isTableDown = true;

    const deciding = process.decide(missing);

    expect(process.prune.mayRemove("default/Role/r0")).toBe(false);
    await expect(deciding).rejects.toThrow(StateUnavailableError);
    expect(process.prune.mayRemove("default/Role/r0")).toBe(false);
  });

  it("that comes while another decision is being stored wins", async () => {
    const world = many(1);
    const process = pruneProcess(world);

    await Promise.all([process.decide(), process.decide(missing)]);

    expect(process.prune.mayRemove("default/Role/r0")).toBe(false);
  });

  it("ends with its conditions", async () => {
    const world = many(1);
    const process = pruneProcess(world);
    await process.decide(missing);

    await process.decide();

    expect(world.table.get("default/Role/r0")?.conditions.map(({ type }) => type)).not.toContain(
      "DeletionBlocked",
    );
  });
});

describe("a decision that meets a change", () => {
  it("marks nothing that is declared again meanwhile", async () => {
    const world = many(1);
    const declared = new Set<ResourceKey>();
    const process = pruneProcess(world, { declared });

    const deciding = process.decide();
    declared.add("default/Role/r0");
    await deciding;

    expect(statesOf(world)).toEqual(["present"]);
    expect(await process.pass("default/Role/r0")).toEqual({ kind: "stopped" });
  });

  it("marks the row as it is stored then", async () => {
    const world = many(1);
    const process = pruneProcess(world);
    const key: ResourceKey = "default/Role/r0";
    world.put(fakeRow("Role", "r0", { version: 7, labels: { team: "a" } }));

    await process.decide();

    expect(world.table.get(key)).toMatchObject({ state: "deleting", labels: { team: "a" }, version: 8 });
  });

  it("gives no leave when it cannot mark", async () => {
    const world = many(2);
    const process = pruneProcess(world);
    const save = process.inventory.save;
    process.inventory.save = (row) =>
      row.name === "r1" ? Promise.reject(new RowConflictError(row.key)) : save(row);

    await expect(process.decide()).rejects.toThrow(RowConflictError);

    expect(process.prune.mayRemove("default/Role/r0")).toBe(false);
  });
});
