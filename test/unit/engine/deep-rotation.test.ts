import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import { DeepRotation } from "../../../src/engine/deep-rotation.ts";

function keys(count: number, from = 0): readonly ResourceKey[] {
  return Array.from({ length: count }, (_, index): ResourceKey => `default/Function/f${from + index}`);
}

describe("the rotation of deep reads", () => {
  it("takes four a scan of a small fleet, each in its turn", () => {
    const rotation = new DeepRotation();
    const fleet = keys(6);

    const scans = [1, 2, 3].map(() => [...rotation.next(fleet)]);

    expect(scans).toEqual([fleet.slice(0, 4), [...fleet.slice(4), ...fleet.slice(0, 2)], fleet.slice(2, 6)]);
  });

  it("takes each once, however few there are", () => {
    const rotation = new DeepRotation();

    expect([...rotation.next(keys(2))]).toEqual(keys(2));
    expect([...rotation.next([])]).toEqual([]);
  });

  it("is through with a large fleet in 480 scans", () => {
    const rotation = new DeepRotation();
    const fleet = keys(4_800);
    const read = new Set<ResourceKey>();

    for (let scan = 0; scan < 480; scan++) {
      const chosen = rotation.next(fleet);
      expect(chosen.size).toBe(10);
      for (const key of chosen) read.add(key);
    }

    expect(read.size).toBe(4_800);
  });

  it("takes what is new after what waits, and forgets what is gone", () => {
    const rotation = new DeepRotation();
    rotation.next(keys(6));

    expect([...rotation.next([...keys(2, 4), ...keys(2, 10)])]).toEqual([...keys(2, 4), ...keys(2, 10)]);
  });
});
