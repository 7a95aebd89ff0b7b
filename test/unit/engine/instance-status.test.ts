import { describe, expect, it } from "vitest";
import type { ControllerRow } from "../../../src/core/controller-row.ts";
import { firstStatus } from "../../../src/engine/first-status.ts";
import { InstanceStatus } from "../../../src/engine/instance-status.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { MemoryStore } from "../../support/memory-store.ts";

const first = firstStatus({
  stored: undefined,
  sourceIdentity: "/git/current",
  scanPeriodMs: 60_000,
  xflowVersion: "1.2.3",
});
const lastScanAt = "2026-01-01T00:00:00.000Z";

function open(stored?: ControllerRow) {
  const table = new MemoryStore(new FakeClock());
  return { table, status: new InstanceStatus(table.store, stored ?? first, stored) };
}

describe("an instance's status", () => {
  it("is written when something is new, and only then", async () => {
    const { table, status } = open();

    await status.update({ lastScanAt });
    await status.update({ lastScanAt });
    await status.update({});

    expect(table.writes).toEqual(["controller"]);
    expect(await table.controller()).toMatchObject({ ...first, lastScanAt, version: 1, epoch: 1 });
  });

  it("is written for the first time although nothing is new", async () => {
    const { table, status } = open();

    await status.update({});

    expect(table.writes).toEqual(["controller"]);
  });

  it("is not written again by the next controller that finds it so", async () => {
    const { table, status } = open();
    await status.update({ lastScanAt });
    const stored = await table.controller();
    const next = new InstanceStatus(table.store, stored ?? first, stored);

    await next.update({ lastScanAt });

    expect(table.writes).toHaveLength(1);
  });

  it("leaves out what is no longer so", async () => {
    const { table, status } = open();
    await status.update({ trustedSource: "/git/a", inventory: "rebuilt" });

    await status.update({ inventory: undefined } as unknown as Partial<ControllerRow>);

    expect(status.row).not.toHaveProperty("inventory");
    expect(await table.controller()).not.toHaveProperty("inventory");
  });

  it("is told at once, and written one change after the other", async () => {
    const { table, status } = open();

    const writing = [status.update({ lastScanAt }), status.update({ trustedSource: "/git/a" })];
    expect(status.row).toMatchObject({ lastScanAt, trustedSource: "/git/a" });
    await Promise.all(writing);

    expect(await table.controller()).toMatchObject({ lastScanAt, trustedSource: "/git/a" });
  });

  it("waits for a table that cannot be reached, until the next change", async () => {
    const { table, status } = open();
    table.isDown = true;
    await status.update({ trustedSource: "/git/a" });
    table.isDown = false;

    await status.update({ lastScanAt });

    expect(await table.controller()).toMatchObject({ lastScanAt, trustedSource: "/git/a" });
  });

  it("is written over what somebody else wrote, once that is known", async () => {
    const { table, status } = open();
    await status.update({ lastScanAt });
    const stored = await table.controller();
    await table.store.putController({ ...(stored ?? first), xflowVersion: "other" });

    await status.update({ trustedSource: "/git/a" });
    await status.update({ trustedSource: "/git/b" });

    expect(await table.controller()).toMatchObject({
      xflowVersion: "1.2.3",
      trustedSource: "/git/b",
      version: 3,
    });
  });

  it("stays to be written when not even that can be known", async () => {
    const { table, status } = open();
    await status.update({ lastScanAt });
    const stored = await table.controller();
    await table.store.putController({ ...(stored ?? first), xflowVersion: "other" });
    const { load } = table.store;
    Object.assign(table.store, { load: () => Promise.reject(new Error("no route")) });
    await status.update({ trustedSource: "/git/a" });
    Object.assign(table.store, { load });

    await status.update({ trustedSource: "/git/b" });
    await status.update({ trustedSource: "/git/c" });

    expect(await table.controller()).toMatchObject({ trustedSource: "/git/c" });
  });

  it("does not hide a defect, and goes on", async () => {
    const { table, status } = open();
    table.beforeWrite = () => {
      throw new TypeError("defect");
    };
    await expect(status.update({ lastScanAt })).rejects.toThrow("defect");
    table.beforeWrite = () => undefined;

    await status.update({});

    expect(await table.controller()).toMatchObject({ lastScanAt });
  });
});
