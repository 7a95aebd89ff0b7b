import { describe, expect, it } from "vitest";
import type { ResourceEvent } from "../../../src/core/resource-event.ts";
import { createEventFolding } from "../../../src/store/fold-events.ts";
import { makeEvent } from "../../support/made-rows.ts";

const startMs = Date.UTC(2026, 0, 1);
const atSecond = (seconds: number, change: Partial<ResourceEvent> = {}) =>
  makeEvent({ at: new Date(startMs + seconds * 1000).toISOString(), ...change });

function fold(events: readonly ResourceEvent[]) {
  let made = 0;
  const folding = createEventFolding(() => {
    made += 1;
    return String(made);
  });
  return events.map((event) => folding.fold(event));
}

describe("folding events", () => {
  it("counts equal ones in one entry, which tells of the last and when the first was", () => {
    const [, , third] = fold([atSecond(0), atSecond(1), atSecond(2, { revision: "r2" })]);

    expect(third).toEqual({
      ...atSecond(2, { revision: "r2" }),
      id: "1",
      count: 3,
      firstAt: atSecond(0).at,
    });
  });

  it.each([
    ["another resource", { key: "default/Role/r" as const }],
    ["another type", { type: "Normal" as const }],
    ["another reason", { reason: "DriftDetected" }],
    ["another message", { message: "throttled" }],
  ])("keeps apart what is told of %s", (_, change) => {
    const entries = fold([atSecond(0), atSecond(1, change)]);

    expect(entries.map((entry) => [entry?.id, entry?.count])).toEqual([
      ["1", 1],
      ["2", 1],
    ]);
  });

  it.each(["Applied", "Adopted", "Deleted"])("never folds %s: it is history", (reason) => {
    const entries = fold([atSecond(0, { reason }), atSecond(0, { reason })]);

    expect(entries.map((entry) => [entry?.id, entry?.count])).toEqual([
      ["1", 1],
      ["2", 1],
    ]);
  });

  it("starts a new entry ten minutes after the last and an hour after the first", () => {
    const every9Minutes = Array.from({ length: 8 }, (_, index) => atSecond(index * 540));

    const ids = (events: readonly ResourceEvent[]) => fold(events).map((entry) => entry?.id);

    expect(ids([atSecond(0), atSecond(600), atSecond(1201)])).toEqual(["1", "1", "2"]);
    expect(ids(every9Minutes)).toEqual(["1", "1", "1", "1", "1", "1", "1", "2"]);
  });

  it("writes the first five at once, then one a minute with the count of all", () => {
    const everySecond = Array.from({ length: 130 }, (_, index) => atSecond(index));

    const counts = fold(everySecond).flatMap((entry) => entry?.count ?? []);

    expect(counts).toEqual([1, 2, 3, 4, 5, 65, 125]);
  });

  it("forgets what was not heard of for ten minutes, and no more than it must", () => {
    const others = Array.from({ length: 10_001 }, (_, index) => atSecond(1, { message: `m${index}` }));

    const crowded = fold([atSecond(0), ...others, atSecond(2)]);

    expect(crowded.at(-1)?.count).toBe(1);
    expect(fold([atSecond(0), ...others.slice(2), atSecond(2)]).at(-1)?.count).toBe(2);
  });
});
