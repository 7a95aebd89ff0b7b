import { describe, expect, it } from "vitest";
import { METRIC_NAMES, withMetrics, withoutMetrics } from "../../../../src/local/kinesis/shard-metrics.ts";

describe("shard metrics", () => {
  it("add up, without repeats", () => {
    expect(withMetrics(["OutgoingBytes"], ["IncomingBytes", "OutgoingBytes"])).toEqual([
      "IncomingBytes",
      "OutgoingBytes",
    ]);
  });

  it("are seven when ALL are wanted", () => {
    expect(withMetrics([], ["ALL"])).toEqual(METRIC_NAMES);
    expect(METRIC_NAMES).toHaveLength(7);
  });

  it("go by name or all at once", () => {
    expect(withoutMetrics(["IncomingBytes", "OutgoingBytes"], ["OutgoingBytes"])).toEqual(["IncomingBytes"]);
    expect(withoutMetrics(METRIC_NAMES, ["ALL"])).toEqual([]);
  });
});
