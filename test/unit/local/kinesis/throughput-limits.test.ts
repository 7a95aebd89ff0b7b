import { describe, expect, it } from "vitest";
import { createThroughputLimits } from "../../../../src/local/kinesis/throughput-limits.ts";

const MIB = 1_048_576;

describe("shard throughput", () => {
  it("takes 1,000 records a second", () => {
    const limits = createThroughputLimits();
    const admitted = Array.from({ length: 1100 }, () => limits.admitWrite("a", 1, 0));

    expect(admitted.filter(Boolean)).toHaveLength(1000);
    expect(limits.admitWrite("b", 1, 0)).toBe(true);
    expect(limits.admitWrite("a", 1, 1)).toBe(true);
    expect(limits.admitWrite("a", 1, 1)).toBe(false);
  });

  it("takes one MiB a second, and one larger record when it was idle", () => {
    const limits = createThroughputLimits();

    expect(limits.admitWrite("a", MIB, 0)).toBe(true);
    expect(limits.admitWrite("a", 1, 0)).toBe(false);
    expect(limits.admitWrite("a", MIB / 2, 500)).toBe(true);
    expect(limits.admitWrite("b", 3 * MIB, 0)).toBe(true);
    expect(limits.admitWrite("b", 1, 2000)).toBe(false);
  });

  it("answers five reads a second", () => {
    const limits = createThroughputLimits();
    const admitted = Array.from({ length: 6 }, () => limits.admitRead("a", 0));

    expect(admitted).toEqual([true, true, true, true, true, false]);
    expect(limits.admitRead("a", 200)).toBe(true);
  });

  it("stays shut after a large read until two MiB a second have paid for it", () => {
    const limits = createThroughputLimits();
    limits.admitRead("a", 0);
    limits.countRead("a", 10 * MIB, 0);

    expect(limits.admitRead("a", 3999)).toBe(false);
    expect(limits.admitRead("a", 4001)).toBe(true);
  });
});
