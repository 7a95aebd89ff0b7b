import { describe, expect, it } from "vitest";
import { createFaults, type FaultRule } from "../../../../src/local/gateway/faults.ts";

const rule: FaultRule = {
  service: "lambda",
  operation: "CreateFunction",
  effect: { kind: "error", code: "ServiceException", status: 500 },
  when: "before",
};
const strikes = (given: FaultRule, calls: number) => {
  const faults = createFaults([given]);
  return Array.from({ length: calls }, () => faults.strike("lambda", "CreateFunction") !== undefined);
};

describe("faults", () => {
  it("strike only what they are for", () => {
    const faults = createFaults([rule]);

    expect(faults.strike("lambda", "GetFunction")).toBeUndefined();
    expect(faults.strike("kinesis", "CreateFunction")).toBeUndefined();
    expect(faults.strike("lambda", "CreateFunction")).toEqual(rule);
  });

  it("strike the first calls when counted", () => {
    expect(strikes({ ...rule, times: 2 }, 4)).toEqual([true, true, false, false]);
  });

  it("strike the same calls again with the same seed, others with another", () => {
    const probable = { ...rule, operation: "*", probability: 0.5 };
    const first = strikes({ ...probable, seed: 7 }, 40);

    expect(strikes({ ...probable, seed: 7 }, 40)).toEqual(first);
    expect(strikes({ ...probable, seed: 8 }, 40)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([true, false]));
  });

  it("end when taken back or cleared", () => {
    const faults = createFaults();
    const takeBack = faults.inject(rule);

    takeBack();
    expect(faults.strike("lambda", "CreateFunction")).toBeUndefined();
    faults.inject(rule);
    faults.clear();
    expect(faults.strike("lambda", "CreateFunction")).toBeUndefined();
  });
});
