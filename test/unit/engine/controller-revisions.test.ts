import { describe, expect, it } from "vitest";
import type { Resource, ResourceKey } from "../../../src/api/resource.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { startFakeController, startSettled } from "../../support/fake-controller.ts";
import { withKind } from "../../support/fake-ports.ts";
import { fakeResource } from "../../support/fake-resource.ts";
import { type Behaviour, FakeWorld } from "../../support/fake-world.ts";
import { makeRole } from "../../support/made-resources.ts";

const role = makeRole({ name: "r" });
const stream = fakeResource("Stream", "s");
const lambda = fakeResource("Function", "f");
const subscription = fakeResource("Subscription", "s:f");

function setUp(behaviours: readonly (readonly [ResourceKey, Behaviour])[] = []) {
  const clock = new FakeClock();
  return { clock, world: new FakeWorld(clock, new Map(behaviours)) };
}

/** The same role, wanted otherwise. */
function changed({ name }: Resource, tag = "changed"): Resource {
  return makeRole({ name, spec: { tags: { team: tag } } });
}

describe("a new revision", () => {
  it("has what it changes looked at in the same moment, and nothing else", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [role, stream, lambda]);
    const atMs = clock.now();

    started.want([changed(role), stream, lambda]);
    await clock.advance(100);

    expect(started.lookedAt(atMs)).toEqual([role.key]);
    expect(started.controller.rows.find(({ key }) => key === role.key)?.generation).toBe(2);
  });

  it("that changes nothing writes only what it is called", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [role, stream]);
    world.table.writes = [];
    const atMs = clock.now();

    started.want([role, stream]);
    await clock.advance(100);

    expect(started.lookedAt(atMs)).toEqual([]);
    expect(world.table.writes).toEqual(["controller"]);
    expect(started.controller.status.source).toMatchObject({ state: "ok", revision: "r2" });
  });

  it("brings up what it adds, and what needs that", async () => {
    const { clock, world } = setUp([[lambda.key, { dependencies: [{ key: role.key, until: "ready" }] }]]);
    await using started = await startSettled({ world, clock }, [stream]);

    started.want([stream, lambda, role]);
    await clock.advance(2_000);

    expect(world.calls.map(({ key }) => key)).toEqual([stream.key, role.key, lambda.key]);
  });

  it("is carried out at once, however long the one before would have rested", async () => {
    const { clock, world } = setUp();
    world.faults = Array(8).fill("lost");
    await using started = await startFakeController({ world, clock });
    started.want([role]);
    await clock.advance(40_000);
    world.faults = [];
    const atMs = clock.now();

    started.want([changed(role)]);
    await clock.advance(100);

    expect(world.calls.map((call) => call.atMs - atMs)).toEqual([60]);
  });

  it("is tried again soon when it fails, although the one before failed often", async () => {
    const { clock, world } = setUp();
    world.faults = Array(8).fill("lost");
    await using started = await startFakeController({ world, clock });
    started.want([role]);
    await clock.advance(40_000);
    world.faults = ["lost"];
    const atMs = clock.now();

    started.want([changed(role)]);
    await clock.advance(2_000);

    expect((world.calls[0]?.atMs ?? 0) - atMs).toBeLessThanOrEqual(1_060);
  });

  it("is carried out after the pass that was under way for the one before", async () => {
    const { clock, world } = setUp();
    await using started = await startFakeController({ world, clock });
    started.want([role]);
    await clock.advance(10);

    started.want([changed(role, "a")]);
    started.want([changed(role, "b")]);
    await clock.advance(500);

    expect(started.controller.rows[0]).toMatchObject({ lastAppliedRevision: "r3" });
    expect(world.violations).toEqual([]);
  });

  it("starts what waits for a stream within a second of it being ready", async () => {
    const { clock, world } = setUp([
      [stream.key, { settlingMs: 7_300 }],
      [subscription.key, { dependencies: [{ key: stream.key, until: "ready" }] }],
    ]);
    await using started = await startFakeController({ world, clock });
    started.want([stream, subscription]);
    await clock.advance(20_000);

    const [created, subscribed] = world.calls;

    expect(subscribed?.key).toBe(subscription.key);
    expect((subscribed?.atMs ?? 0) - (created?.atMs ?? 0)).toBeLessThanOrEqual(7_300 + 1_100);
  });

  it("lets those that nobody declares go, dependents first", async () => {
    const { clock, world } = setUp([[lambda.key, { dependencies: [{ key: role.key, until: "present" }] }]]);
    await using started = await startSettled({ world, clock }, [role, lambda, stream]);

    started.want([stream]);
    await clock.advance(10_000);

    expect(world.calls.slice(-2).map(({ key, call }) => [key, call])).toEqual([
      [lambda.key, "fake:Delete"],
      [role.key, "fake:Delete"],
    ]);
    expect(started.controller.rows.map(({ key }) => key)).toEqual([stream.key]);
    expect(await world.table.rows()).toHaveLength(1);
  });

  it("keeps what is declared again before it was deleted", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [role, stream]);

    started.want([stream]);
    started.want([role, stream]);
    await clock.advance(10_000);

    expect(world.things.has(role.key)).toBe(true);
    expect(world.calls.filter(({ call }) => call === "fake:Delete")).toEqual([]);
  });

  it("creates what it declares again after it was deleted", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [role, stream]);
    started.want([stream]);
    await clock.advance(10_000);

    started.want([role, stream]);
    await clock.advance(1_000);

    expect(world.things.has(role.key)).toBe(true);
    expect(started.controller.rows).toHaveLength(2);
  });

  it("that needs itself is refused, and the one before stays", async () => {
    const { clock, world } = setUp([
      [stream.key, { dependencies: [{ key: lambda.key, until: "ready" }] }],
      [lambda.key, { dependencies: [{ key: stream.key, until: "ready" }] }],
    ]);
    await using started = await startSettled({ world, clock }, [role]);

    started.want([stream, lambda]);
    await clock.advance(120_000);

    expect(started.problems).toEqual([
      expect.stringContaining("taking the source over: DependencyCycleError"),
    ]);
    expect(started.controller.rows.map(({ key }) => key)).toEqual([role.key]);
    expect(world.things.has(role.key)).toBe(true);
    expect(started.scans).toHaveLength(3);
  });

  it("is skipped when a newer one is there already", async () => {
    const { clock, world } = setUp();
    const prepared: string[] = [];
    const base = world.ports();
    const ports = {
      ...base,
      prepare: async (set: { readonly revision: string }) => {
        prepared.push(set.revision);
        await clock.sleep(100);
      },
    };
    await using started = await startFakeController({ world, clock }, { ports });

    for (const tag of ["a", "b", "c", "d"]) started.want([changed(role, tag)]);
    await clock.advance(1_000);

    expect(prepared).toEqual(["r1", "r4"]);
    expect(started.controller.rows[0]?.lastAppliedRevision).toBe("r4");
  });

  it("goes before what only the timer asks for", async () => {
    const { clock, world } = setUp();
    const fleet = Array.from({ length: 20 }, (_, index) => makeRole({ name: `r${index}` }));
    const ports = withKind(world.ports(), "Role", (kind) => ({
      observe: async (...asked) => {
        await clock.sleep(1_000);
        return kind.observe(...asked);
      },
    }));
    const setting = { world, clock };
    await using started = await startSettled(setting, fleet, { ports, workers: 1 });
    await clock.advance(60_500);
    const atMs = clock.now();

    const last = fleet.at(-1) ?? role;
    started.want([...fleet.slice(0, -1), changed(last)]);
    await clock.advance(3_000);

    expect(started.lookedAt(atMs).slice(0, 2)).toContain(last.key);
  });
});
