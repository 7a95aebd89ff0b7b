import { describe, expect, it } from "vitest";
import { type Resource, type ResourceKey, resourceKey } from "../../../src/api/resource.ts";
import type { Dependency } from "../../../src/core/kind.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { withKind } from "../../support/fake-ports.ts";
import { fakeResource } from "../../support/fake-resource.ts";
import { fakeRun } from "../../support/fake-run.ts";
import { type Behaviour, FakeWorld, newThing } from "../../support/fake-world.ts";

const role = fakeResource("Role", "r");
const stream = fakeResource("Stream", "s");
const lambda = fakeResource("Function", "f");
const subscription = fakeResource("Subscription", "s:f");
const flow = [role, stream, lambda, subscription];

const present = ({ key }: Resource): Dependency => ({ key, until: "present" });
const ready = ({ key }: Resource): Dependency => ({ key, until: "ready" });

const flowBehaviours = new Map<ResourceKey, Behaviour>([
  [role.key, { settings: 1 }],
  [stream.key, { settlingMs: 5_000 }],
  [lambda.key, { settlingMs: 2_000, lateSettings: 1, dependencies: [present(role)] }],
  [subscription.key, { settlingMs: 800, dependencies: [ready(stream), present(lambda)] }],
]);

function setUp(behaviours: ReadonlyMap<ResourceKey, Behaviour> = flowBehaviours) {
  const clock = new FakeClock();
  return { clock, world: new FakeWorld(clock, behaviours) };
}

function streams(count: number): readonly Resource[] {
  return Array.from({ length: count }, (_, index) =>
    fakeResource("Stream", `s${String(index).padStart(2, "0")}`),
  );
}

function indexOf(world: FakeWorld, { key }: Resource, call = "fake:Create"): number {
  return world.calls.findIndex((made) => made.key === key && made.call === call);
}

describe("run until settled", () => {
  it("brings a flow up in dependency order", async () => {
    const { clock, world } = setUp();

    const { summary } = await fakeRun(world, clock, flow);

    expect(summary.ready).toHaveLength(4);
    expect(summary.cutShort).toBe(false);
    expect(summary.calls).toEqual({ planned: { create: 6 }, made: { create: 6 } });
    expect(indexOf(world, role, "fake:Put-early0")).toBeLessThan(indexOf(world, lambda));
    expect(indexOf(world, stream)).toBeLessThan(indexOf(world, subscription));
    expect(clock.sleeping).toBe(0);
  });

  it("does not wait for a function to settle before it subscribes it", async () => {
    const { clock, world } = setUp(
      new Map([
        [lambda.key, { settlingMs: 60_000 }],
        [subscription.key, { dependencies: [present(lambda)] }],
      ]),
    );
    const startedAtMs = clock.now();

    await fakeRun(world, clock, [lambda, subscription]);

    expect(world.calls[1]?.key).toBe(subscription.key);
    expect((world.calls[1]?.atMs ?? 0) - startedAtMs).toBeLessThan(1_000);
  });

  it("makes no call the second time", async () => {
    const { clock, world } = setUp();
    await fakeRun(world, clock, flow);
    const before = world.calls.length;

    const { summary, events } = await fakeRun(world, clock, flow);

    expect(world.calls).toHaveLength(before);
    expect(summary.ready).toHaveLength(4);
    expect(events.map((event) => event.kind).filter((kind) => kind !== "waiting")).toEqual(
      Array(4).fill("ready"),
    );
  });

  it("reads nothing to prove what a write settles", async () => {
    const { clock, world } = setUp();

    await fakeRun(world, clock, [role]);

    expect(world.lists).toHaveLength(1);
  });

  it("lets streams that wait together share each look", async () => {
    const six = streams(5);
    const { clock, world } = setUp(new Map(six.map(({ key }) => [key, { settlingMs: 5_000 }])));

    await fakeRun(world, clock, six, { workers: 5 });

    expect(world.lists.length).toBeLessThanOrEqual(7);
  });

  it("never has a sixth stream created at once, and refills a slot within a look", async () => {
    const fleet = streams(23);
    const { clock, world } = setUp(new Map(fleet.map(({ key }) => [key, { settlingMs: 10_000 }])));
    const startedAtMs = clock.now();

    const { summary } = await fakeRun(world, clock, fleet, { workers: 16 });

    expect(summary.ready).toHaveLength(23);
    expect(world.mostCreating).toBe(5);
    expect(clock.now() - startedAtMs).toBeLessThanOrEqual(5 * 11_000 + 1_000);
  });

  it("counts the streams a killed run left behind, although they sort last", async () => {
    const fleet = streams(9);
    const { clock, world } = setUp(new Map(fleet.map(({ key }) => [key, { settlingMs: 10_000 }])));
    for (const { key } of fleet.slice(5)) {
      const thing = newThing("ours", clock.now() + 9_000);
      thing.settings.add("base");
      world.things.set(key, thing);
    }

    await fakeRun(world, clock, fleet, { workers: 1 });

    expect(world.mostCreating).toBe(5);
    expect(world.things.size).toBe(9);
  });

  it("gives a stream's slot on when its creation is denied", async () => {
    const fleet = streams(7);
    const { clock, world } = setUp(new Map(fleet.map(({ key }) => [key, { settlingMs: 10_000 }])));
    world.faults = Array(5).fill("denied");

    const { summary } = await fakeRun(world, clock, fleet);

    expect(summary.failed).toHaveLength(5);
    expect(summary.ready).toHaveLength(2);
  });

  it("lets streams be made while others of their account cannot be looked at", async () => {
    const { clock, world } = setUp();
    const held = {
      ...fakeResource("Stream", "a"),
      key: resourceKey("blue", "Stream", "a"),
      environment: "blue",
    };
    const blue = { name: "blue", reason: "RoleDenied", message: "denied", since: "2026-01-01T00:00:00.000Z" };
    const reach = { down: () => [blue], onChange: () => undefined };

    const { summary } = await fakeRun(world, clock, [held, stream], { ports: { ...world.ports(), reach } });

    expect(summary.ready).toEqual([stream.key]);
    expect(summary.failed).toEqual([{ key: held.key, reason: "environment blue: denied" }]);
  });

  it("retries what may heal, and tells when", async () => {
    const { clock, world } = setUp();
    world.faults = ["lost", "unanswered", "conflict"];

    const { summary, events } = await fakeRun(world, clock, flow);

    expect(summary.ready).toHaveLength(4);
    const failures = events.filter((event) => event.kind === "failed");
    expect(failures).toHaveLength(3);
    expect(failures.every((event) => (event.retryInMs ?? 0) > 0)).toBe(true);
  });

  it("leaves alone what depends on a denied resource, and finishes the rest", async () => {
    const { clock, world } = setUp();
    const order = [role, lambda, subscription];
    world.faults = ["denied"];
    const other = fakeResource("LogGroup", "g");

    const { summary } = await fakeRun(world, clock, [...order, other], { workers: 1 });

    expect(summary.failed.map(({ key }) => key)).toEqual([role.key]);
    expect(summary.ready).toEqual([other.key]);
    expect(summary.unfinished).toEqual([
      { key: lambda.key, reason: `needs ${role.key}` },
      { key: subscription.key, reason: `needs ${stream.key}, ${lambda.key}` },
    ]);
    expect(summary.cutShort).toBe(false);
  });

  it("still writes to what depends on an existing resource whose update is denied", async () => {
    const { clock, world } = setUp();
    world.things.set(role.key, newThing("ours"));
    world.things.get(role.key)?.settings.add("base");
    world.faults = ["denied"];

    const { summary } = await fakeRun(world, clock, [role, lambda]);

    expect(summary.failed.map(({ key }) => key)).toEqual([role.key]);
    expect(summary.ready).toEqual([lambda.key]);
  });

  it("refuses what is someone else's, without a call", async () => {
    const { clock, world } = setUp();
    world.things.set(role.key, newThing("foreign"));

    const { summary } = await fakeRun(world, clock, [role, lambda]);

    expect(world.calls).toEqual([]);
    expect(summary.refused).toEqual([{ key: role.key, reason: "someone else's" }]);
  });

  it("lets others rely on a suspended resource that exists", async () => {
    const { clock, world } = setUp();
    const suspended = fakeResource("Role", "r", { suspend: true });
    world.things.set(role.key, newThing("ours"));
    world.things.get(role.key)?.settings.add("base");

    const { summary } = await fakeRun(world, clock, [suspended, lambda]);

    expect(summary.refused[0]?.reason).toBe(
      "suspended by policy.suspend; without that, fake:Put-early0 would be called",
    );
    expect(summary.ready).toEqual([lambda.key]);
  });

  it("fails what is broken in AWS and cannot be mended by a call", async () => {
    const { clock, world } = setUp();
    await fakeRun(world, clock, [role]);
    const thing = world.things.get(role.key);
    if (thing !== undefined) thing.isBroken = true;

    const { summary } = await fakeRun(world, clock, [role]);

    expect(summary.failed).toEqual([{ key: role.key, reason: "broken" }]);
  });

  it("writes nothing on doubt, and looks again", async () => {
    const { clock, world } = setUp();
    world.failingLists = 3;

    const { summary, events } = await fakeRun(world, clock, [role]);

    expect(events.filter((event) => event.kind === "failed")).toHaveLength(3);
    expect(summary.ready).toEqual([role.key]);
  });

  it("ends at the deadline, telling what was still on its way", async () => {
    const { clock, world } = setUp(new Map([[stream.key, { settlingMs: 60_000 }]]));

    const { summary } = await fakeRun(world, clock, [stream], { timeoutMs: 10_000 });

    expect(summary.unfinished).toEqual([{ key: stream.key, reason: "settling" }]);
    expect(summary.cutShort).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  it("ends at the deadline and a drain even if AWS never answers a read", async () => {
    const { clock, world } = setUp();
    const ports = withKind(world.ports(), "Stream", () => ({ observe: () => new Promise(() => {}) }));
    const startedAtMs = clock.now();

    const { summary } = await fakeRun(world, clock, flow, { ports, timeoutMs: 60_000 });

    expect(clock.now() - startedAtMs).toBe(80_000);
    expect(summary.cutShort).toBe(true);
    expect(summary.unfinished.map(({ key }) => key)).toEqual([stream.key, subscription.key]);
    expect(clock.sleeping).toBe(0);
  });

  it("gives up what it may not see, once the right has not come for a while", async () => {
    const { clock, world } = setUp();
    const disposition = { kind: "auth", reason: "AccessDenied" } as const;
    const reason = "kinesis:ListStreams is denied to xflow";
    const denied = async () => ({ kind: "unknown", reason, disposition }) as const;
    const ports = withKind(world.ports(), "Stream", () => ({ observe: denied }));
    const startedAtMs = clock.now();

    const { summary } = await fakeRun(world, clock, flow, { ports });

    expect(clock.now() - startedAtMs).toBeLessThan(60_000);
    expect(summary.failed).toEqual([{ key: stream.key, reason }]);
    expect(summary.unfinished.map(({ key }) => key)).toEqual([subscription.key]);
    expect(summary.cutShort).toBe(false);
  });

  it("waits in vain for what is not declared", async () => {
    const { clock, world } = setUp(
      new Map([
        [lambda.key, { dependencies: [{ key: resourceKey("default", "Role", "x"), until: "present" }] }],
      ]),
    );

    const { summary } = await fakeRun(world, clock, [lambda]);

    expect(summary.unfinished).toEqual([{ key: lambda.key, reason: "needs default/Role/x" }]);
  });

  it("ends at once for an empty set", async () => {
    const { clock, world } = setUp();

    const { summary } = await fakeRun(world, clock, []);

    expect(summary).toMatchObject({ ready: [], cutShort: false });
  });

  it("tells each wait once, however often it looks", async () => {
    const { clock, world } = setUp(new Map([[stream.key, { settlingMs: 20_000 }]]));

    const { events } = await fakeRun(world, clock, [stream]);

    expect(events.map((event) => (event.kind === "waiting" ? event.reason : event.kind))).toEqual([
      "planned",
      "call",
      "written",
      "settling",
      "ready",
    ]);
  });
});
