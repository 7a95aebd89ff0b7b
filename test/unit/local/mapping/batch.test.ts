import { describe, expect, it } from "vitest";
import { decideBatch, PAYLOAD_LIMIT_BYTES } from "../../../../src/local/mapping/batch.ts";
import type { TrackedRecord } from "../../../../src/local/mapping/tracked-record.ts";
import { madeUpRecord } from "../../../support/model-function.ts";

const waiting = (count: number, changes: Partial<TrackedRecord> = {}): TrackedRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    record: madeUpRecord(index + 1),
    previous: undefined,
    bufferedAt: 1_000,
    sizeBytes: 10,
    ...changes,
  }));

describe("batch", () => {
  it("ESM-10 goes as soon as it is full, and no larger", () => {
    expect(decideBatch(waiting(7), { batchSize: 5, windowMs: 60_000 }, 1_000)).toEqual({
      kind: "form",
      count: 5,
    });
  });

  it("ESM-10 goes with what there is when there is no window", () => {
    expect(decideBatch(waiting(2), { batchSize: 5, windowMs: 0 }, 1_000)).toEqual({ kind: "form", count: 2 });
  });

  it("ESM-11 waits until the window of its oldest record is over", () => {
    const records = [...waiting(1), ...waiting(1, { bufferedAt: 5_000 })];
    const settings = { batchSize: 5, windowMs: 6_000 };

    expect(decideBatch(records, settings, 6_999)).toEqual({ kind: "wait", until: 7_000 });
    expect(decideBatch(records, settings, 7_000)).toEqual({ kind: "form", count: 2 });
  });

  it("ESM-12 goes before the next record would pass 6 MB", () => {
    const third = PAYLOAD_LIMIT_BYTES / 3;
    const settings = { batchSize: 100, windowMs: 60_000 };

    expect(decideBatch(waiting(2, { sizeBytes: third }), settings, 1_000).kind).toBe("wait");
    expect(decideBatch(waiting(3, { sizeBytes: third }), settings, 1_000)).toEqual({
      kind: "form",
      count: 2,
    });
  });

  it("ESM-12 lets a record of 6 MB go alone", () => {
    const records = waiting(2, { sizeBytes: PAYLOAD_LIMIT_BYTES + 1 });

    expect(decideBatch(records, { batchSize: 100, windowMs: 0 }, 1_000)).toEqual({ kind: "form", count: 1 });
  });

  it("is none without records", () => {
    expect(decideBatch([], { batchSize: 5, windowMs: 0 }, 1_000)).toEqual({ kind: "none" });
  });
});
