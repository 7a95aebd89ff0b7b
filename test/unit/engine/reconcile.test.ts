import { describe, expect, it } from "vitest";
import type { Resource, ResourceKey } from "../../../src/api/resource.ts";
import type { Freshness, Kind, Memo } from "../../../src/core/kind.ts";
import type { EnginePorts } from "../../../src/engine/ports.ts";
import { createReconcile } from "../../../src/engine/reconcile.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { fakePass } from "../../support/fake-pass.ts";
import { withKind } from "../../support/fake-ports.ts";
import { fakeResource } from "../../support/fake-resource.ts";
import { fakeRun } from "../../support/fake-run.ts";
import { type Behaviour, FakeWorld, newThing } from "../../support/fake-world.ts";

const role = fakeResource("Role", "r");
const lambda = fakeResource("Function", "f");

function setUp(behaviours: readonly (readonly [ResourceKey, Behaviour])[] = []) {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Map(behaviours));
  const changed = (
    name: Resource["kind"],
    change: (kind: Kind) => Partial<Kind>,
  ): Partial<{ ports: EnginePorts }> => ({
    ports: withKind(world.ports(), name, change),
  });
  return { clock, world, changed };
}

describe("a pass", () => {
  it("observes with what the last write returned, by data begun after it", async () => {
    const { clock, world, changed } = setUp([[lambda.key, { settlingMs: 1_500 }]]);
    const asked: Freshness[] = [];
    const memo: Memo = { revisionId: "r1" };
    const ports = changed("Function", (kind) => ({
      observe: (resource, freshness) => {
        asked.push(freshness);
        return kind.observe(resource, freshness);
      },
      apply: async (step, resource, signal) => {
        await kind.apply(step, resource, signal);
        return memo;
      },
    }));
    const startedAtMs = clock.now();

    await fakeRun(world, clock, [lambda], ports);

    expect(asked[0]).toEqual({ newerThan: startedAtMs });
    expect(asked.slice(1).every((freshness) => freshness.memo === memo)).toBe(true);
    expect(asked[1]?.newerThan).toBeGreaterThan(world.calls[0]?.atMs ?? Number.NaN);
    expect(asked[2]?.newerThan).toBeGreaterThan(asked[1]?.newerThan ?? Number.NaN);
  });

  it("comes again soon when the right to write ended between planning and the call", async () => {
    const { clock, world } = setUp();
    const answers = [true, false];
    const startedAtMs = clock.now();

    const { summary } = await fakeRun(world, clock, [role], {
      gate: { mayWrite: () => answers.shift() ?? true },
    });

    expect(summary.ready).toEqual([role.key]);
    expect(clock.now() - startedAtMs).toBeLessThan(10_000);
  });

  it("lets a kind see the observed ARN of what it refers to", async () => {
    const { clock, world, changed } = setUp([
      [lambda.key, { dependencies: [{ key: role.key, until: "ready" }] }],
    ]);
    world.things.set(role.key, newThing("ours"));
    world.things.get(role.key)?.settings.add("base");
    const arns: string[] = [];
    const ports = changed("Function", (kind) => ({
      plan: (resource, observation, context) => {
        arns.push(context.arnOf(role.key));
        return kind.plan(resource, observation, context);
      },
    }));

    await fakeRun(world, clock, [role, lambda], ports);

    expect(new Set(arns)).toEqual(new Set([`arn:${role.key}`]));
  });

  it("tells a plan's warning once, although every pass plans it", async () => {
    const { clock, world, changed } = setUp([[lambda.key, { settlingMs: 5_000 }]]);
    const ports = changed("Function", (kind) => ({
      plan: (...planned) => ({ ...kind.plan(...planned), warnings: ["old runtime"] }),
    }));

    const { summary, events } = await fakeRun(world, clock, [lambda], ports);

    expect(events.filter(({ kind }) => kind === "warning")).toHaveLength(1);
    expect(summary.warnings).toEqual([{ key: lambda.key, message: "old runtime" }]);
  });

  it("fails when nothing is there and the kind would not create it", async () => {
    const { clock, world, changed } = setUp();
    const ports = changed("Function", () => ({
      plan: ({ key }) => ({ key, verdict: { kind: "in-sync" }, steps: [], warnings: [], differences: [] }),
    }));

    const { summary } = await fakeRun(world, clock, [lambda], ports);

    expect(summary.failed[0]?.reason).toBe("it does not exist, and no call would create it");
  });

  it.each([
    ["an error", new TypeError("undefined is not a function")],
    ["something else", "undefined is not a function"],
  ])("survives a kind that throws %s, and tries again", async (_what, thrown) => {
    const { clock, world, changed } = setUp();
    let throws = 2;
    const ports = changed("Function", (kind) => ({
      plan: (...planned) => {
        if (throws-- > 0) throw thrown;
        return kind.plan(...planned);
      },
    }));

    const { summary, events } = await fakeRun(world, clock, [lambda], ports);

    expect(summary.ready).toEqual([lambda.key]);
    expect(events.filter((event) => event.kind === "failed").map(({ message }) => message)).toEqual(
      Array(2).fill("undefined is not a function"),
    );
  });

  it("survives dependencies that cannot be told in a pass", async () => {
    const { clock, world, changed } = setUp();
    let asked = 0;
    const ports = changed("Function", () => ({
      dependencies: () => {
        asked++;
        if (asked === 3) throw new Error("no dependencies");
        return [];
      },
    }));

    const { summary } = await fakeRun(world, clock, [lambda], ports);

    expect(summary.ready).toEqual([lambda.key]);
  });

  it("makes no call once told to stop", async () => {
    const { clock, world } = setUp([[role.key, { settings: 2 }]]);
    const stop = new AbortController();
    world.afterCall = () => stop.abort();

    const { summary } = await fakeRun(world, clock, [role], { signal: stop.signal });

    expect(world.calls).toHaveLength(1);
    expect(summary).toMatchObject({ cutShort: true, unfinished: [{ key: role.key, reason: "written" }] });
  });

  it("has nothing to do for a key nobody wants any more", async () => {
    const { world, clock } = setUp();
    const reconcile = createReconcile(fakePass({ world, clock }));
    const { signal } = new AbortController();

    expect(await reconcile(role.key, { stop: signal, abandon: signal })).toEqual({ kind: "gone" });
    expect(world.lists).toEqual([]);
  });

  it("plans but does not call when told to stop while it observes", async () => {
    const { clock, world, changed } = setUp();
    const stop = new AbortController();
    const ports = changed("Role", (kind) => ({
      observe: async (...asked) => {
        stop.abort();
        return kind.observe(...asked);
      },
    }));

    const { summary } = await fakeRun(world, clock, [role], { ...ports, signal: stop.signal });

    expect(world.calls).toEqual([]);
    expect(summary.unfinished).toEqual([{ key: role.key, reason: "not looked at" }]);
  });
});
