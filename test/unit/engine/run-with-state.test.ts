import { describe, expect, it } from "vitest";
import type { Resource, ResourceKey } from "../../../src/api/resource.ts";
import { digestOf } from "../../../src/engine/prune/digest.ts";
import type { RunOptions } from "../../../src/engine/run.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { fakeResource } from "../../support/fake-resource.ts";
import { fakeRun } from "../../support/fake-run.ts";
import { type Behaviour, FakeWorld } from "../../support/fake-world.ts";
import { makeRole } from "../../support/made-resources.ts";

const role = fakeResource("Role", "r");
const stream = fakeResource("Stream", "s");
const lambda = fakeResource("Function", "f");
const fleet = Array.from({ length: 30 }, (_, index) => fakeResource("Role", `r${index}`));

function setUp(behaviours: readonly (readonly [ResourceKey, Behaviour])[] = []) {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Map(behaviours));
  const run = (resources: readonly Resource[], also: Partial<RunOptions> = {}) =>
    fakeRun(world, clock, resources, also);
  return { clock, world, run };
}

describe("a run that deletes what is declared no more", () => {
  const prune = { scope: () => true };

  it("deletes dependents first, counts the calls, and forgets the rows", async () => {
    const { world, run } = setUp([[lambda.key, { dependencies: [{ key: role.key, until: "present" }] }]]);
    await run([role, lambda, stream]);

    const { summary } = await run([stream], { prune });

    expect(world.calls.slice(-2).map(({ key }) => key)).toEqual([lambda.key, role.key]);
    expect(summary.calls.made).toEqual({ delete: 2 });
    expect([summary.ready, summary.unfinished, summary.deletionsHeld]).toEqual([[stream.key], [], undefined]);
    expect((await world.table.rows()).map(({ key }) => key)).toEqual([stream.key]);
  });

  it("leaves rows outside its scope as they are", async () => {
    const { world, run } = setUp();
    await run([role, lambda, stream]);

    await run([stream], { prune: { scope: ({ key }) => key === role.key } });

    expect([...world.things.keys()].toSorted()).toEqual([lambda.key, stream.key]);
    expect(await world.table.rows()).toHaveLength(2);
  });

  it("says why it deletes nothing of too long a list", async () => {
    const { world, run } = setUp();
    await run([...fleet, stream]);

    const { summary } = await run([stream], { prune });

    expect(summary.deletionsHeld).toContain("30 of 31 resources would be deleted");
    expect(world.things.size).toBe(31);
  });

  it("deletes as many as it is told it may", async () => {
    const { world, run } = setUp();
    await run([...fleet, stream]);

    await run([stream], { prune: { ...prune, maxDeletes: 30 } });

    expect([...world.things.keys()]).toEqual([stream.key]);
  });

  it("deletes what an operator approved", async () => {
    const { clock, world, run } = setUp();
    await run([...fleet, stream]);
    await run([stream], { prune });
    const digest = digestOf(fleet.map(({ key }) => key).toSorted());
    const at = new Date(clock.now()).toISOString();

    await run([stream], { prune, requests: [{ kind: "approve", digest, at, by: "ann@desk" }] });

    expect([...world.things.keys()]).toEqual([stream.key]);
  });

  it("deletes nothing when it is not asked to", async () => {
    const { world, run } = setUp();
    await run([role, stream]);

    await run([stream]);

    expect(world.things.size).toBe(2);
    expect(await world.table.rows()).toHaveLength(2);
  });
});

describe("a run after a controller", () => {
  it("knows when that looked last, and so since when things were seen", async () => {
    const { clock, world, run } = setUp();
    await run([role]);
    const lastScanAt = new Date(clock.now()).toISOString();
    const { store } = world.table;
    const { rows } = await store.load();
    const controller = {
      source: { identity: "", state: "ok", errors: [] },
      scanPeriodMs: 1,
      xflowVersion: "1",
    };
    await world.table.seedController({ ...controller, lastScanAt } as never);

    const { summary } = await run([role], { stored: await store.load() });

    expect(summary.ready).toEqual([role.key]);
    expect(await world.table.rows()).toEqual(rows);
  });

  it("leaves alone what an operator suspended", async () => {
    const { world, run } = setUp([[role.key, { settings: 1 }]]);
    await run([role]);
    world.things.get(role.key)?.settings.delete("early0");
    const request = {
      kind: "suspend",
      key: role.key,
      at: "2026-01-01T00:00:00.000Z",
      by: "ann@desk",
    } as const;

    const { summary } = await run([role], { requests: [request] });

    expect(summary.refused[0]?.reason).toContain("suspended by ann@desk");
    expect(world.things.get(role.key)?.settings).not.toContain("early0");
  });

  it("makes no call while its lease is in doubt", async () => {
    const { world, run } = setUp();

    const { summary } = await run([role], { gate: { mayWrite: () => false }, timeoutMs: 10_000 });

    expect(world.calls).toEqual([]);
    expect(summary).toMatchObject({ cutShort: true, unfinished: [{ key: role.key }] });
  });

  it("stops between two calls when its lease falls into doubt", async () => {
    const { clock, world, run } = setUp([[role.key, { settings: 3 }]]);
    let mayWrite = true;
    world.afterCall = () => {
      mayWrite = false;
      void clock.sleep(5_000).then(() => {
        mayWrite = true;
      });
    };

    const { summary } = await run([role], { gate: { mayWrite: () => mayWrite } });

    expect(summary.ready).toEqual([role.key]);
    const gaps = world.calls.slice(1).map(({ atMs }, index) => atMs - (world.calls[index]?.atMs ?? 0));
    expect(gaps.every((gap) => gap >= 5_000)).toBe(true);
  });
});

describe("what somebody deleted", () => {
  it("is created again", async () => {
    const { world, run } = setUp();
    await run([role]);
    world.things.delete(role.key);

    await run([role]);

    expect(world.things.has(role.key)).toBe(true);
  });

  it("is left so where drift is only reported, and nobody relies on it", async () => {
    const reported = makeRole({ name: "r", policy: { drift: "report" } });
    const { world, run } = setUp([[lambda.key, { dependencies: [{ key: role.key, until: "present" }] }]]);
    await run([reported]);
    world.things.delete(role.key);
    await run([reported]);

    const { summary } = await run([reported, lambda]);

    expect(world.things.size).toBe(0);
    expect(summary.ready).toEqual([role.key]);
    expect(summary.unfinished).toEqual([{ key: lambda.key, reason: `needs ${role.key}` }]);
    expect((await world.table.row(role.key))?.drift.map(({ path }) => path)).toEqual(["(resource)"]);
  });

  it("is left so too when it is a stream, whose slot others then have", async () => {
    const reported = { ...stream, policy: { ...stream.policy, drift: "report" as const } };
    const { world, run } = setUp();
    await run([reported]);
    world.things.delete(stream.key);

    const { summary } = await run([reported, fakeResource("Stream", "t")]);

    expect(summary.ready).toHaveLength(2);
    expect([...world.things.keys()]).toEqual(["default/Stream/t"]);
  });
});

describe("a stream that is declared under another name", () => {
  it("is refused, and holds up no other", async () => {
    const { world, run } = setUp();
    await run([stream]);

    const { summary } = await run([{ ...stream, awsName: "other" }, fakeResource("Stream", "t")]);

    expect(summary.refused.map(({ key }) => key)).toEqual([stream.key]);
    expect(summary.ready).toEqual(["default/Stream/t"]);
    expect(world.things.size).toBe(2);
  });
});
