import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { primitiveKinds, type ResourceKey } from "../../src/api/resource.ts";
import type { Ownership } from "../../src/core/observation.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { digestOf } from "../../src/engine/prune/digest.ts";
import { guardDeletes } from "../../src/engine/prune/guard.ts";
import { PrunedWorld, thingOf } from "../support/fake-prune.ts";
import { fakeRow } from "../support/fake-row.ts";
import { believed, pruneAll } from "../support/prune-run.ts";

/** A row, what AWS holds of it, and whether somebody declares it. */
interface Case {
  readonly row: ResourceRow;
  readonly holds: "ours" | "foreign" | "unowned" | "absent";
  readonly parts: number;
  readonly busyLooks: number;
  readonly isDeclared: boolean;
}

const oneCase = fc.record({
  rank: fc.nat(primitiveKinds.length - 1),
  deletion: fc.constantFrom("delete", "delete", "delete", "retain", "protect"),
  state: fc.constantFrom("present", "present", "intent", "deleting", "released"),
  adopted: fc.boolean(),
  isWhole: fc.boolean(),
  holds: fc.constantFrom("ours", "ours", "ours", "foreign", "unowned", "absent"),
  parts: fc.integer({ min: 1, max: 3 }),
  busyLooks: fc.nat(2),
  isDeclared: fc.constantFrom(false, false, true),
  needs: fc.array(fc.nat(30), { maxLength: 3 }),
} as const);

/** Kinds need only kinds before them, as real ones do. */
const graphs: fc.Arbitrary<readonly Case[]> = fc
  .array(oneCase, { maxLength: 14 })
  .map((made) => made.toSorted((a, b) => a.rank - b.rank))
  .map((made) => {
    const rows = made.map(({ rank }, index) => fakeRow(primitiveKinds[rank] ?? "Role", `n${index}`));
    return made.map((one, index): Case => {
      const lower = rows.slice(
        0,
        made.findIndex(({ rank }) => rank === one.rank),
      );
      const dependsOn = one.needs.flatMap((at) => lower[at % Math.max(1, lower.length)]?.key ?? []);
      const { specHash, ...bare } = rows[index] ?? fakeRow("Role", "none");
      const row = {
        ...bare,
        ...(one.isWhole && specHash !== undefined ? { specHash } : {}),
        state: one.state,
        adopted: one.adopted,
        policy: { ...bare.policy, deletion: one.deletion },
        dependsOn: [...new Set(dependsOn)],
      };
      const { holds, parts, busyLooks, isDeclared } = one;
      return { row, holds, parts, busyLooks, isDeclared };
    });
  });

function worldOf(cases: readonly Case[]): PrunedWorld {
  const world = new PrunedWorld();
  for (const { row, holds, parts, busyLooks } of cases) {
    const ownership: Ownership = holds === "foreign" ? { kind: "foreign", owner: "x" } : { kind: "unowned" };
    world.put(row);
    if (holds === "ours") world.hold(row, { parts, busyLooks });
    else if (holds !== "absent") world.hold(row, { ownership });
  }
  return world;
}

function declaredOf(cases: readonly Case[]): ReadonlySet<ResourceKey> {
  return new Set(cases.filter(({ isDeclared }) => isDeclared).map(({ row }) => row.key));
}

/** What must be gone in the end: worked out from the highest kind down, since only those can hold a lower one. */
function expectedOf(cases: readonly Case[]): {
  readonly rows: Set<ResourceKey>;
  readonly things: Set<string>;
} {
  const rows = new Set(cases.map(({ row }) => row.key));
  const things = new Set(cases.filter(({ holds }) => holds !== "absent").map(({ row }) => thingOf(row)));
  for (const { row, holds, isDeclared } of cases.toReversed()) {
    if (isDeclared || row.state === "released") continue;
    const isRemoval = row.state === "deleting" || row.policy.deletion === "delete";
    const isHeld = cases.some((other) => rows.has(other.row.key) && other.row.dependsOn.includes(row.key));
    if (isRemoval ? isHeld : row.state !== "intent") continue;
    if (isRemoval && holds === "ours") things.delete(thingOf(row));
    const isNever = holds !== "ours" && holds !== "absent" && row.specHash === undefined;
    if (isNever || holds === "absent" || (isRemoval && holds === "ours")) rows.delete(row.key);
  }
  return { rows, things };
}

function expectConverged(cases: readonly Case[], world: PrunedWorld): void {
  const expected = expectedOf(cases);
  expect(world.violations).toEqual([]);
  expect([...world.table.keys()].sort()).toEqual([...expected.rows].sort());
  expect([...world.things.keys()].sort()).toEqual([...expected.things].sort());
}

describe("pruning", () => {
  it("deletes what is ours and not wanted, what needs it first, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (cases) => {
        const world = worldOf(cases);

        await pruneAll(world, { declared: declaredOf(cases) });

        expectConverged(cases, world);
      }),
      { numRuns: 400 },
    );
  });

  it("neither calls nor writes the second time", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (cases) => {
        const world = worldOf(cases);
        await pruneAll(world, { declared: declaredOf(cases) });
        const before = [world.writes, world.deletes.length, world.events.length];

        await pruneAll(world, { declared: declaredOf(cases) });

        expect([world.writes, world.deletes.length, world.events.length]).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  it("converges after any crash, and any two", async () => {
    const side = fc.constantFrom("before", "after");
    const crashes = fc.array(fc.record({ boundary: fc.nat(60), side }), { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(graphs, crashes, async (cases, ends) => {
        const world = worldOf(cases);
        const declared = declaredOf(cases);

        for (const crashAt of ends) {
          world.restart();
          world.crashAt = crashAt;
          await pruneAll(world, { declared });
        }
        world.restart();
        await pruneAll(world, { declared });

        expectConverged(cases, world);
      }),
      { numRuns: 400 },
    );
  });

  it("touches nothing while the source is in doubt", async () => {
    const states = fc.constantFrom("missing", "broken");
    await fc.assert(
      fc.asyncProperty(graphs, states, async (cases, state) => {
        const world = worldOf(cases);
        const source = { state, identity: "source" } as const;

        await pruneAll(world, { declared: declaredOf(cases) }, { ...believed, source });

        expect(world.deletes).toEqual([]);
        const statesNow = [...world.table.values()].map((row) => row.state);
        expect(statesNow).toEqual(cases.map(({ row }) => row.state));
      }),
      { numRuns: 100 },
    );
  });
});

describe("the word count, undeclared", () => {
  const role = fakeRow("Role", "counter");
  const log = fakeRow("LogGroup", "counter", { deletion: "retain" });
  const stream = fakeRow("Stream", "words", { deletion: "delete" });
  const counter = fakeRow("Function", "counter", { dependsOn: [role.key, log.key] });
  const subscription = fakeRow("Subscription", "words:counter", { dependsOn: [stream.key, counter.key] });
  const rows = [role, log, stream, counter, subscription];
  const fresh = () => {
    const world = new PrunedWorld();
    for (const row of rows)
      world.put(row, row === role ? { parts: 3 } : { busyLooks: row === stream ? 1 : 0 });
    return world;
  };
  const isDone = (world: PrunedWorld) => {
    expect(world.violations).toEqual([]);
    expect([...world.things.keys()]).toEqual(["LogGroup/counter"]);
    expect([...world.table.values()]).toMatchObject([{ key: log.key, state: "released" }]);
    const counts = world.deletes.filter((thing) => thing !== "Role/counter");
    expect(new Set(counts).size).toBe(counts.length);
  };

  it("goes in reverse order but for its retained logs", async () => {
    const world = fresh();

    await pruneAll(world);

    isDone(world);
    expect(world.deletes.slice(0, 2)).toEqual(["Subscription/words:counter", "Function/counter"]);
  });

  it("goes all the same after a crash at every boundary, before and after its effect", async () => {
    const whole = fresh();
    await pruneAll(whole);
    expect(whole.boundaries).toBeGreaterThan(20);

    for (let boundary = 0; boundary < whole.boundaries; boundary++) {
      for (const side of ["before", "after"] as const) {
        const world = fresh();
        world.crashAt = { boundary, side };
        await pruneAll(world);
        expect(world.hasCrashed).toBe(true);
        world.restart();
        await pruneAll(world);
        isDone(world);
      }
    }
  });

  it("goes by one approval, though it crashes at any boundary", async () => {
    const limited = { ...believed, maxDeletes: 1 };
    const digest = digestOf([role, stream, counter, subscription].map(({ key }) => key));
    const approve = {
      kind: "approve",
      digest,
      at: new Date(3_600_000).toISOString(),
      by: "me@host",
    } as const;
    const approved = { ...limited, approvals: [approve] };
    const whole = fresh();
    await pruneAll(whole, {}, approved);
    isDone(whole);

    for (let boundary = 0; boundary < whole.boundaries; boundary++) {
      const world = fresh();
      world.crashAt = { boundary, side: "after" };
      await pruneAll(world, {}, approved);
      world.restart();
      await pruneAll(world, {}, approved);
      isDone(world);
    }
  });
});

describe("the guard of deletes", () => {
  it("lets no more go than is allowed without an approval, whatever is under way", () => {
    const counts = fc.record({ fresh: fc.nat(60), under: fc.nat(60), others: fc.nat(200) });
    fc.assert(
      fc.property(
        counts,
        fc.option(fc.nat(60), { nil: undefined }),
        ({ fresh, under, others }, maxDeletes) => {
          const removals = [
            ...Array.from({ length: fresh }, (_, index) => fakeRow("Role", `f${index}`)),
            ...Array.from({ length: under }, (_, index) =>
              fakeRow("Role", `u${index}`, { state: "deleting" }),
            ),
          ];
          const liveRows = removals.length + others;
          const verdict = guardDeletes({
            removals,
            liveRows,
            ...(maxDeletes === undefined ? {} : { maxDeletes }),
            source: { state: "ok", identity: "source" },
            rebuilt: false,
            approvals: [],
            nowMs: 0,
          });

          const stopped = verdict.kind === "blocked" ? verdict.block.keys.length : 0;
          const limit = maxDeletes ?? Math.max(10, liveRows / 5);
          expect(stopped).toBe(fresh > limit ? fresh : 0);
        },
      ),
    );
  });
});
