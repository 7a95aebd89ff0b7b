import { describe, expect, it } from "vitest";
import { leaseItem } from "../../../src/store/lease-row.ts";
import { createRequests } from "../../../src/store/requests.ts";
import { createStateReader } from "../../../src/store/state-reader.ts";
import { createStateStore } from "../../../src/store/state-store.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { makeControllerRow, makeEvent, makeLeaseRow, makeRow } from "../../support/made-rows.ts";
import { createMemoryItems } from "../../support/memory-items.ts";

function open() {
  const items = createMemoryItems();
  const deps = { items, instance: "i", clock: new FakeClock(0), epoch: () => 1 };
  return { items, deps, reader: createStateReader(deps), store: createStateStore(deps) };
}

describe("reading an instance from its table", () => {
  it("tells what the controller and operators wrote", async () => {
    const { items, deps, reader, store } = open();
    await items.put(leaseItem("i", makeLeaseRow()));
    const controller = await store.putController(makeControllerRow());
    const row = await store.put(makeRow());
    await store.record(makeEvent());
    const approval = { kind: "approve", digest: "d", at: "1970-01-01T00:00:00.000Z", by: "ann" } as const;
    await createRequests(deps).writeRequest(approval);

    expect(await reader.lease()).toEqual(makeLeaseRow());
    expect(await reader.controller()).toEqual(controller);
    expect(await reader.rows()).toEqual([row]);
    expect(await reader.row(row.key)).toEqual(row);
    expect(await reader.events()).toMatchObject([makeEvent()]);
    expect(await reader.requests()).toEqual([approval]);
  });

  it("tells that nothing was written yet", async () => {
    const { reader } = open();

    expect(await reader.lease()).toBeUndefined();
    expect(await reader.controller()).toBeUndefined();
    expect(await reader.row("default/Stream/Words")).toBeUndefined();
    expect([await reader.rows(), await reader.events(), await reader.requests()]).toEqual([[], [], []]);
  });
});
