import { describe, expect, it } from "vitest";
import type { Resource, ResourceKey } from "../../../src/api/resource.ts";
import type { EngineObserver } from "../../../src/engine/observer.ts";
import type { Outcome } from "../../../src/engine/outcome.ts";
import { Reconciler, type ReconcilerOptions } from "../../../src/engine/reconciler.ts";
import { StateBook } from "../../../src/engine/state-book.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { withKind } from "../../support/fake-ports.ts";
import { fakeResource, fakeSet } from "../../support/fake-resource.ts";
import { type Behaviour, FakeWorld } from "../../support/fake-world.ts";
import { settledRow } from "../../support/made-pass.ts";

const role = fakeResource("Role", "r");
const lambda = fakeResource("Function", "f");

function counting(): { readonly observer: EngineObserver; readonly counts: Record<string, number> } {
  const counts: Record<string, number> = {};
  const count = (what: string) => () => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const names = ["queued", "requeued", "passStarted", "passEnded", "passTimedOut", "passPanicked"] as const;
  const observer = Object.fromEntries(names.map((name) => [name, count(name)])) as unknown as EngineObserver;
  return { observer, counts };
}

function setUp(
  behaviours: readonly (readonly [ResourceKey, Behaviour])[] = [],
  build: (world: FakeWorld, clock: FakeClock) => Partial<ReconcilerOptions> = () => ({}),
) {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Map(behaviours));
  const { observer, counts } = counting();
  const ended: [ResourceKey, Outcome][] = [];
  const reconciler = new Reconciler({
    ports: world.ports(),
    state: new StateBook(world.table.store, []),
    gate: { mayWrite: () => true },
    rng: { next: () => 0.5 },
    workers: 2,
    record: async () => undefined,
    onPlan: () => undefined,
    onEvent: () => undefined,
    onEnd: (key, outcome) => ended.push([key, outcome]),
    observer,
    ...build(world, clock),
  });
  const stop = new AbortController();
  /** Works on what is queued until nothing is. */
  const settle = async () => {
    const running = reconciler.run(stop.signal, 1_000);
    await clock.drive(reconciler.queue.whenIdle());
    stop.abort();
    await clock.drive(running);
  };
  const want = (resources: readonly Resource[]) => {
    reconciler.want(fakeSet(resources));
    for (const key of reconciler.desired.keys) reconciler.queue.add(key);
  };
  return { clock, world, counts, ended, reconciler, want, settle };
}

describe("the reconciler", () => {
  it("has whoever counts told of each pass", async () => {
    const { want, settle, counts, ended } = setUp([[lambda.key, { settlingMs: 1_000 }]]);
    want([role, lambda]);

    await settle();

    expect(ended.map(([, { kind }]) => kind)).toEqual(expect.arrayContaining(["settled", "waiting"]));
    expect(counts).toMatchObject({ passStarted: ended.length, passEnded: ended.length });
    expect(counts["passPanicked"]).toBeUndefined();
  });

  it("gives up a pass that takes three minutes, and tries again", async () => {
    let hangs = 1;
    const { clock, world, want, settle, counts, ended } = setUp([], (its) => ({
      ports: withKind(its.ports(), "Role", (kind) => ({
        observe: (...asked) => (hangs-- > 0 ? new Promise(() => {}) : kind.observe(...asked)),
      })),
    }));
    const startedAtMs = clock.now();
    want([role]);

    await settle();

    expect(counts).toMatchObject({ passTimedOut: 1 });
    expect(ended[0]?.[1]).toMatchObject({
      kind: "failed",
      message: "the pass did not end within 180000 ms and was abandoned",
    });
    expect((world.calls[0]?.atMs ?? 0) - startedAtMs).toBeLessThan(182_000);
  });

  it("survives a pass that throws what it should not", async () => {
    let throws = 1;
    const { want, settle, counts, ended } = setUp([], () => ({
      onPlan: () => undefined,
      record: () => (throws-- > 0 ? Promise.reject(new TypeError("defect")) : Promise.resolve()),
    }));
    want([role]);

    await settle();

    expect(counts).toMatchObject({ passPanicked: 1 });
    expect(ended[0]?.[1]).toMatchObject({ kind: "failed", message: "defect" });
    expect(ended.at(-1)?.[1]).toEqual({ kind: "settled" });
  });

  it("lets what is wanted rely on what its row says is ready, and is not declared any more", async () => {
    const needs = [[lambda.key, { dependencies: [{ key: role.key, until: "ready" }] }]] as const;
    const { world, want, settle } = setUp(needs, (its) => ({
      state: new StateBook(its.table.store, [settledRow(role)]),
    }));
    want([lambda]);

    await settle();

    expect(world.things.has(lambda.key)).toBe(true);
  });

  it.each([
    ["works no longer", { conditions: [] }],
    ["was perhaps never created", { state: "intent" }],
  ] as const)("does not let it rely on what its row says %s", async (_what, also) => {
    const needs = [[lambda.key, { dependencies: [{ key: role.key, until: "ready" }] }]] as const;
    const { world, want, settle, ended } = setUp(needs, (its) => ({
      state: new StateBook(its.table.store, [settledRow(role, also)]),
    }));
    want([lambda]);

    await settle();

    expect(world.calls).toEqual([]);
    expect(ended.map(([, { kind }]) => kind)).toEqual(["blocked"]);
  });

  it("forgets what nobody declares and no row knows", async () => {
    const { want, settle, reconciler, ended } = setUp();
    want([role]);
    reconciler.memory.noteUnknown(role.key, "cut short");
    expect(reconciler.unknown).toBe("cut short");

    reconciler.want(fakeSet([]));
    await settle();

    expect(reconciler.unknown).toBeUndefined();
    expect(ended).toEqual([[role.key, { kind: "gone" }]]);
  });
});
