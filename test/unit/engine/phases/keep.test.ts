import { describe, expect, it } from "vitest";
import { RowConflictError } from "../../../../src/core/state-error.ts";
import type { Outcome } from "../../../../src/engine/outcome.ts";
import type { Trace } from "../../../../src/engine/pass.ts";
import { keep } from "../../../../src/engine/phases/keep.ts";
import { toWork } from "../../../../src/engine/ports.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { fakePass } from "../../../support/fake-pass.ts";
import { fakeResource } from "../../../support/fake-resource.ts";
import { FakeWorld } from "../../../support/fake-world.ts";
import { change, planOf, seen, step } from "../../../support/made-pass.ts";

const role = fakeResource("Role", "r");
const settled: Outcome = { kind: "settled" };

function setUp() {
  const clock = new FakeClock();
  const world = new FakeWorld(clock);
  const deps = fakePass({ world, clock }, [role]);
  const { table } = world;
  const keepIt = (outcome: Outcome = settled, also: Partial<Trace> = {}) => {
    const trace = { applied: [], observation: seen(role), planned: planOf(role), ...also };
    return keep(deps, toWork(role, deps.ports), trace, outcome);
  };
  return { deps, table, keepIt };
}

describe("keeping what a pass has come to", () => {
  it("stores the row, and tells what happened", async () => {
    const { deps, table, keepIt } = setUp();

    expect(await keepIt()).toBe(settled);

    expect(await table.row(role.key)).toMatchObject({ state: "present", lastAttemptedRevision: "r1" });
    expect(deps.told.map(({ reason }) => reason)).toEqual(["Ready"]);
  });

  it("writes nothing when there is no news", async () => {
    const { deps, table, keepIt } = setUp();
    await keepIt();
    await keepIt();

    expect(table.writes).toHaveLength(1);
    expect(deps.told).toHaveLength(1);
  });

  it("says nothing of a list that failed once, and of one that goes on failing it does", async () => {
    const { deps, table, keepIt } = setUp();
    const unknown = { observation: { kind: "unknown", reason: "cut short" } } as const;
    const failed: Outcome = { kind: "failed", disposition: { kind: "transient" }, message: "cut short" };
    deps.memory.noteUnknown(role.key, "cut short");
    expect(await keepIt(failed, unknown)).toBe(failed);
    expect(table.writes).toEqual([]);

    deps.memory.noteUnknown(role.key, "cut short");
    await keepIt(failed, unknown);

    expect(table.writes).toEqual([role.key]);
  });

  it("fails the pass, and tells nothing, when somebody else wrote the row", async () => {
    const { deps, table, keepIt } = setUp();
    table.beforeWrite = () => {
      throw new RowConflictError(role.key);
    };

    expect(await keepIt()).toMatchObject({ kind: "failed", disposition: { kind: "conflict" } });
    expect(deps.told).toEqual([]);
  });

  it("fails the pass, and tells nothing, when the table cannot be reached", async () => {
    const { deps, table, keepIt } = setUp();
    table.isDown = true;

    expect(await keepIt()).toMatchObject({ kind: "failed", disposition: { kind: "transient" } });
    expect(deps.told).toEqual([]);
  });

  it("says nothing of what its environment waits for, but keeps what was done before", async () => {
    const { deps, table, keepIt } = setUp();
    const held: Outcome = { kind: "held", message: "the session has ended" };
    expect(await keepIt(held)).toBe(held);
    expect(table.writes).toEqual([]);

    const made = step(role, [change("tags.team")]);
    await keepIt(held, { planned: planOf(role, [made]), applied: [made] });

    expect(table.writes).toEqual([role.key]);
    expect(deps.told.filter(({ type }) => type === "Warning")).toEqual([]);
  });

  it("does not hide a defect", async () => {
    const { table, keepIt } = setUp();
    table.beforeWrite = () => {
      throw new TypeError("defect");
    };

    await expect(keepIt()).rejects.toThrow("defect");
  });

  it("answers a request to reconcile, unless the pass was cut off", async () => {
    const { table, keepIt } = setUp();
    await keepIt({ kind: "stopped" }, { handledRequest: "t1" });
    expect(await table.row(role.key)).not.toHaveProperty("lastHandledRequest");

    await keepIt(settled, { handledRequest: "t1" });

    expect(await table.row(role.key)).toMatchObject({ lastHandledRequest: "t1" });
  });
});
