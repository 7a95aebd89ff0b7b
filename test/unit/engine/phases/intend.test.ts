import { describe, expect, it } from "vitest";
import type { Verdict } from "../../../../src/core/plan.ts";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { intend } from "../../../../src/engine/phases/intend.ts";
import { toWork } from "../../../../src/engine/ports.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { fakePass } from "../../../support/fake-pass.ts";
import { fakeResource } from "../../../support/fake-resource.ts";
import { FakeWorld } from "../../../support/fake-world.ts";
import { planOf, settledRow, step } from "../../../support/made-pass.ts";

const role = fakeResource("Role", "r");

async function setUp(row?: ResourceRow) {
  const clock = new FakeClock();
  const world = new FakeWorld(clock);
  const { table } = world;
  const rows = row === undefined ? [] : [await table.seed(row)];
  const deps = fakePass({ world, clock }, [role], { rows });
  const intendIt = (kind: Verdict["kind"], steps = [step(role, [])]) =>
    intend(deps, toWork(role, deps.ports), planOf(role, steps, { verdict: { kind } as Verdict }));
  return { table, intendIt };
}

describe("before the call that makes a resource ours", () => {
  it.each([
    ["create", false],
    ["adopt", true],
  ] as const)("to %s it is stored that it is about to be", async (verdict, adopted) => {
    const { table, intendIt } = await setUp();

    await intendIt(verdict);

    expect(await table.row(role.key)).toMatchObject({ state: "intent", adopted });
  });

  it("an intent that is stored already is not stored again", async () => {
    const { table, intendIt } = await setUp();
    await intendIt("create");

    await intendIt("create");

    expect(table.writes).toHaveLength(1);
  });

  it("what was released is an intent again", async () => {
    const { table, intendIt } = await setUp({ ...settledRow(role), state: "released" });

    await intendIt("adopt");

    expect(await table.row(role.key)).toMatchObject({ state: "intent" });
  });

  it("what is in the inventory stays as it is: somebody deleted it", async () => {
    const { table, intendIt } = await setUp(settledRow(role));

    await intendIt("create");

    expect(table.writes).toEqual([]);
  });

  it.each(["update", "in-sync", "use-as-is"] as const)("nothing is stored to %s", async (verdict) => {
    const { table, intendIt } = await setUp();

    await intendIt(verdict);

    expect(table.writes).toEqual([]);
  });

  it("nothing is stored when there is no call to make", async () => {
    const { table, intendIt } = await setUp();

    await intendIt("create", []);

    expect(table.writes).toEqual([]);
  });

  it("a table that cannot be reached keeps the call from being made", async () => {
    const { table, intendIt } = await setUp();
    table.isDown = true;

    await expect(intendIt("create")).rejects.toThrow("no route");
  });
});
