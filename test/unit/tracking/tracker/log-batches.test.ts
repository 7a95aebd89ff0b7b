import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inBatches } from "../../../../src/tracking/tracker/log-batches.mjs";

const event = (timestamp: number, bytes: number) => ({ timestamp, message: "x".repeat(bytes) });

describe("batches of log events", () => {
  it("starts a new batch when the next event would pass 1 MiB, 26 bytes of overhead an event", () => {
    const fits = [event(1, 1_048_576 - 26 - 27), event(2, 1)];

    expect([...inBatches(fits)]).toHaveLength(1);
    expect([...inBatches([...fits, event(3, 1)])]).toHaveLength(2);
  });

  it("starts a new batch after 10,000 events", () => {
    const events = Array.from({ length: 10_001 }, (_, index) => event(index, 1));

    expect([...inBatches(events)].map((batch) => batch.length)).toEqual([10_000, 1]);
  });

  it("keeps the timestamps of a batch within 24 hours", () => {
    const dayMs = 86_400_000;

    expect([...inBatches([event(0, 1), event(dayMs - 1, 1), event(dayMs, 1)])]).toHaveLength(2);
  });

  it("loses none and keeps their order, whatever their sizes", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 600_000 }), { maxLength: 12 });

    fc.assert(
      fc.property(sizes, (bytes) => {
        const events = bytes.map((size, index) => event(index, size));

        expect([...inBatches(events)].flat()).toEqual(events);
      }),
      { numRuns: 50 },
    );
  });
});
