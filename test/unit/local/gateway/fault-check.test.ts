import { describe, expect, it } from "vitest";
import { checkFaultTarget, UnknownFaultTargetError } from "../../../../src/local/gateway/fault-check.ts";
import type { FaultRule } from "../../../../src/local/gateway/faults.ts";
import type { Service } from "../../../../src/local/service.ts";

const services: readonly Service[] = [
  { protocol: "query", name: "iam", xmlNamespace: "urn:iam", operations: { GetRole: () => undefined } },
];
const rule = (service: string, operation: string): FaultRule => ({
  service,
  operation,
  effect: { kind: "drop" },
  when: "before",
});

describe("the target of a fault", () => {
  it.each(["GetRole", "*"])("may be %s of a service that offers it", (operation) => {
    expect(() => checkFaultTarget(rule("iam", operation), services)).not.toThrow();
  });

  it("must be offered, and the error says what is", () => {
    expect(() => checkFaultTarget(rule("iam", "GetRoll"), services)).toThrow(UnknownFaultTargetError);
    expect(() => checkFaultTarget(rule("iam", "GetRoll"), services)).toThrow("there is *, GetRole");
    expect(() => checkFaultTarget(rule("aim", "GetRole"), services)).toThrow("there is iam");
  });
});
