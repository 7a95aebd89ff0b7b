import { describe, expect, it } from "vitest";
import type { Resource, ResourceKey } from "../../../src/api/resource.ts";
import type { OperatorRequest } from "../../../src/core/operator-request.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { startFakeController, startSettled } from "../../support/fake-controller.ts";
import { withKind } from "../../support/fake-ports.ts";
import { fakeResource } from "../../support/fake-resource.ts";
import { fakeRow } from "../../support/fake-row.ts";
import { type Behaviour, FakeWorld, newThing } from "../../support/fake-world.ts";

const role = fakeResource("Role", "r");
const stream = fakeResource("Stream", "s");
const at = "1970-01-01T00:16:00.000Z";
const by = "ann@desk";

function setUp(behaviours: readonly (readonly [ResourceKey, Behaviour])[] = []) {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Map(behaviours));
  const ask = (...requests: readonly OperatorRequest[]) => {
    world.table.requests = requests;
  };
  const reasons = () => world.table.events.map(({ reason }) => reason);
  return { clock, world, ask, reasons };
}

function reconcileOf(token: string, keys: readonly ResourceKey[] | "all" = "all"): OperatorRequest {
  return { kind: "reconcile", token, keys, at, by };
}

function suspendOf({ key }: Resource, also: { readonly until?: string } = {}): OperatorRequest {
  return { kind: "suspend", key, at, by, reason: "an incident", ...also };
}

describe("a request to reconcile", () => {
  it("is answered within two seconds, by the rows of those it asks for", async () => {
    const { clock, world, ask } = setUp();
    await using started = await startSettled({ world, clock }, [role, stream]);
    const atMs = clock.now();

    ask(reconcileOf("2026-01-01 a", [role.key]));
    await clock.advance(2_100);

    expect(started.lookedAt(atMs)).toEqual([role.key]);
    expect(await world.table.row(role.key)).toMatchObject({ lastHandledRequest: "2026-01-01 a" });
  });

  it("is answered once, however often it is read", async () => {
    const { clock, world, ask } = setUp();
    await using started = await startSettled({ world, clock }, [role, stream]);
    const before = started.passes.length;

    ask(reconcileOf("2026-01-01 a"));
    await clock.advance(20_000);

    expect(started.passes.slice(before).map(({ key }) => key)).toEqual([stream.key, role.key]);
  });

  it("has everything read anew, and whole", async () => {
    const { clock, world, ask } = setUp();
    const deep: boolean[] = [];
    const ports = withKind(world.ports(), "Role", (kind) => ({
      observe: (resource, freshness) => {
        deep.push(freshness.deep === true);
        return kind.observe(resource, freshness);
      },
    }));
    await using _started = await startSettled({ world, clock }, [role], { ports });
    world.lists = [];

    ask(reconcileOf("2026-01-01 a"));
    await clock.advance(2_100);

    expect(deep).toEqual([false, true]);
    expect(world.lists).toHaveLength(1);
  });

  it("does not wait for a back-off to end", async () => {
    const { clock, world, ask } = setUp();
    world.faults = Array(8).fill("lost");
    await using started = await startFakeController({ world, clock });
    started.want([role]);
    await clock.advance(40_000);
    world.faults = [];

    ask(reconcileOf("2026-01-01 a"));
    await clock.advance(2_100);

    expect(world.things.has(role.key)).toBe(true);
  });

  it("was answered by the controller before, if the row says so", async () => {
    const { clock, world, ask } = setUp();
    ask(reconcileOf("2026-01-01 a"));
    await (await startSettled({ world, clock }, [role])).stop();
    await using second = await startFakeController({ world, clock });
    second.want([role]);

    await clock.advance(20_000);

    expect(second.passes).toHaveLength(1);
  });
});

describe("a suspension", () => {
  it("leaves the resource alone as long as it stands", async () => {
    const { clock, world, ask } = setUp([[role.key, { settings: 1 }]]);
    await using started = await startSettled({ world, clock }, [role]);
    ask(suspendOf(role));
    await clock.advance(3_000);
    world.things.get(role.key)?.settings.delete("early0");

    await clock.advance(120_000);

    expect(world.things.get(role.key)?.settings).not.toContain("early0");
    const conditions = started.controller.rows[0]?.conditions.map(({ type }) => type);
    expect(conditions).toContain("Suspended");
    expect(conditions).not.toContain("Stalled");

    ask();
    await clock.advance(2_100);

    expect(world.things.get(role.key)?.settings).toContain("early0");
    expect(started.controller.rows[0]?.conditions.map(({ type }) => type)).not.toContain("Suspended");
  });

  it("ends by itself when its time is over", async () => {
    const { clock, world, ask } = setUp([[role.key, { settings: 1 }]]);
    const until = new Date(clock.now() + 90_000).toISOString();
    await using _started = await startSettled({ world, clock }, [role]);
    ask(suspendOf(role, { until }));
    await clock.advance(3_000);
    world.things.get(role.key)?.settings.delete("early0");

    await clock.advance(59_200);

    expect(world.things.get(role.key)?.settings).toContain("early0");
  });

  it("keeps what nobody declares, and lets it go when it ends", async () => {
    const { clock, world, ask } = setUp();
    await using started = await startSettled({ world, clock }, [role, stream]);
    ask(suspendOf(role));
    await clock.advance(3_000);

    started.want([stream]);
    await clock.advance(120_000);
    expect(world.things.has(role.key)).toBe(true);

    ask();
    await clock.advance(5_000);
    expect(world.things.has(role.key)).toBe(false);
  });
});

describe("a request to forget", () => {
  it("drops the row of what nobody declares, once, and does nothing in AWS", async () => {
    const { clock, world, ask, reasons } = setUp();
    world.things.set(role.key, newThing("ours"));
    await world.table.seed(fakeRow("Role", "r", { state: "released" }));
    await using started = await startSettled({ world, clock }, [stream]);

    ask({ kind: "forget", key: role.key, token: "t1", at, by });
    await clock.advance(10_000);

    expect(started.controller.rows.map(({ key }) => key)).toEqual([stream.key]);
    expect(world.things.has(role.key)).toBe(true);
    expect(reasons().filter((reason) => reason === "Forgotten")).toHaveLength(1);
    expect(world.table.events.at(-1)?.message).toBe("by ann@desk; nothing happened in AWS");
  });

  it("is refused while the resource is declared", async () => {
    const { clock, world, ask, reasons } = setUp();
    await using started = await startSettled({ world, clock }, [role]);

    ask({ kind: "forget", key: role.key, token: "t1", at, by });
    await clock.advance(10_000);

    expect(started.controller.rows).toHaveLength(1);
    expect(reasons().filter((reason) => reason === "ForgetRefused")).toHaveLength(1);
  });

  it("for what has no row is done", async () => {
    const { clock, world, ask } = setUp();
    await using started = await startSettled({ world, clock }, [stream]);
    const events = world.table.events.length;

    ask({ kind: "forget", key: role.key, token: "t1", at, by });
    await clock.advance(10_000);

    expect(world.table.events).toHaveLength(events);
    expect(started.problems).toEqual([]);
  });

  it("is done again when the table could not be written", async () => {
    const { clock, world, ask } = setUp();
    await world.table.seed(fakeRow("Role", "r", { state: "released" }));
    await using started = await startSettled({ world, clock }, [stream]);
    let failures = 1;
    world.table.beforeWrite = (what) => {
      if (what === role.key && failures-- > 0) throw new Error("the answer was lost");
    };

    ask({ kind: "forget", key: role.key, token: "t1", at, by });
    await clock.advance(10_000);

    expect(started.problems).toHaveLength(1);
    expect(started.controller.rows.map(({ key }) => key)).toEqual([stream.key]);
  });
});

describe("an approval", () => {
  const fleet = Array.from({ length: 30 }, (_, index) => fakeResource("Role", `r${index}`));

  it("lets exactly the list go that it was given for", async () => {
    const { clock, world, ask, reasons } = setUp();
    await using started = await startSettled({ world, clock }, [...fleet, stream]);
    started.want([stream]);
    await clock.advance(10_000);
    const { deletionBlock } = started.controller.status;
    expect(deletionBlock).toMatchObject({ reason: "TooManyDeletes", approvable: true });
    expect(world.things.size).toBe(31);

    ask({ kind: "approve", digest: "of another list", at: new Date(clock.now()).toISOString(), by });
    await clock.advance(10_000);
    expect(world.things.size).toBe(31);

    const digest = deletionBlock?.digest ?? "";
    ask({ kind: "approve", digest, at: new Date(clock.now()).toISOString(), by });
    await clock.advance(10_000);

    expect([...world.things.keys()]).toEqual([stream.key]);
    expect(started.controller.status.deletionBlock).toBeUndefined();
    expect((await world.table.controller())?.deletionBlock).toBeUndefined();
    expect(reasons().filter((reason) => reason === "DeletionBlocked")).toHaveLength(1);
  });

  it("is not asked for up to --max-deletes", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [...fleet, stream], { maxDeletes: 30 });

    started.want([stream]);
    await clock.advance(10_000);

    expect([...world.things.keys()]).toEqual([stream.key]);
  });

  it("is asked for by a source that did not make what it does not declare, and makes it trusted", async () => {
    const { clock, world, ask } = setUp();
    await (await startSettled({ world, clock }, [role, stream])).stop();
    await using second = await startFakeController({ world, clock }, { sourceIdentity: "/git/other" });
    second.want([stream]);
    await clock.advance(10_000);
    const { deletionBlock } = second.controller.status;
    expect(deletionBlock).toMatchObject({ reason: "OtherSource", keys: [role.key] });

    ask({
      kind: "approve",
      digest: deletionBlock?.digest ?? "",
      at: new Date(clock.now()).toISOString(),
      by,
    });
    await clock.advance(10_000);

    expect(world.things.has(role.key)).toBe(false);
    expect(second.controller.status.trustedSource).toBe("/git/other");
  });
});

describe("requests", () => {
  it("are read again after they could not be", async () => {
    const { clock, world, ask } = setUp();
    const { store } = world.table;
    let failures = 1;
    const requests = () => (failures-- > 0 ? Promise.reject(new Error("no route")) : store.requests());
    await using started = await startFakeController({ world, clock }, { store: { ...store, requests } });
    started.want([role]);
    ask(reconcileOf("2026-01-01 a"));

    await clock.advance(5_000);

    expect(started.problems).toEqual(["reading what operators ask: Error: no route"]);
    expect(started.controller.rows[0]?.lastHandledRequest).toBe("2026-01-01 a");
  });
});
