import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../../src/core/resource-event.ts";
import { createEventLog, eventItem, readEvents } from "../../../src/store/events.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { makeEvent } from "../../support/made-rows.ts";
import { createMemoryItems } from "../../support/memory-items.ts";

const startMs = Date.UTC(2026, 0, 1);
const atMinute = (minutes: number) => new Date(startMs + minutes * 60_000).toISOString();

function makeStored(id: number, firstMinute: number, lastMinute = firstMinute): StoredEvent {
  return {
    ...makeEvent({ at: atMinute(lastMinute) }),
    id: String(id),
    count: 1,
    firstAt: atMinute(firstMinute),
  };
}

describe("events in the table", () => {
  it.each([
    ["Applied", 90],
    ["Failed", 7],
  ])("are kept, %s ones for %d days after the last", (reason, days) => {
    const item = eventItem("i", { ...makeStored(1, 0, 30), reason });

    expect(item).toMatchObject({ pk: "i", sk: `event#${atMinute(0)}#1` });
    expect(item["expiresAt"]).toBe((startMs + 30 * 60_000) / 1000 + days * 86_400);
  });

  it("have ids that differ between leaders and between equal events of one moment", async () => {
    const items = createMemoryItems();
    let epoch = 1;
    const open = () => createEventLog({ items, instance: "i", epoch: () => epoch });
    const [one, two] = [open(), open()];
    const applied = makeEvent({ reason: "Applied" });
    await one.record(applied);
    await one.record(applied);
    epoch = 2;
    await two.record(applied);

    const found = await readEvents({ items, instance: "i", clock: new FakeClock(startMs) }, {});

    expect(found.map(({ id }) => id).sort()).toEqual(["1-00000001", "1-00000002", "2-00000001"]);
  });

  it("are read no further than the newest can lie", async () => {
    const items = createMemoryItems();
    for (let id = 0; id < 1000; id += 1) await items.put(eventItem("i", makeStored(id, id)));
    const deps = { items, instance: "i", clock: new FakeClock(startMs) };

    const found = await readEvents(deps, { limit: 10 });

    expect(found.map(({ id }) => Number(id))).toEqual([999, 998, 997, 996, 995, 994, 993, 992, 991, 990]);
    expect(items.pagesRead).toBe(1);
  });

  it("come by when they last happened, although they lie by when they first did", async () => {
    const items = createMemoryItems();
    await items.put(eventItem("i", makeStored(1, 0, 59)));
    for (let id = 2; id < 60; id += 1) await items.put(eventItem("i", makeStored(id, id - 1)));
    const deps = { items, instance: "i", clock: new FakeClock(startMs) };

    expect((await readEvents(deps, { limit: 2 })).map(({ id }) => id)).toEqual(["1", "59"]);
    expect((await readEvents(deps, { since: atMinute(58) })).map(({ id }) => id)).toEqual(["1", "59"]);
  });
});
