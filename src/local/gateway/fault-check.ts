import type { Service } from "../service.ts";
import type { FaultRule } from "./faults.ts";
import { offeredOperations } from "./offered-operations.ts";

/** A fault for a call that can never come. */
export class UnknownFaultTargetError extends Error {
  constructor(rule: FaultRule, offered: readonly string[]) {
    super(`no fault can strike ${rule.service}:${rule.operation}; there is ${offered.join(", ")}`);
    this.name = "UnknownFaultTargetError";
  }
}

/** Catches a misspelt fault, which would silently test nothing. @throws UnknownFaultTargetError */
export function checkFaultTarget(rule: FaultRule, services: readonly Service[]): void {
  const service = services.find(({ name }) => name === rule.service);
  const offered =
    service === undefined ? services.map(({ name }) => name) : ["*", ...offeredOperations(service)];
  if (service === undefined || !offered.includes(rule.operation)) {
    throw new UnknownFaultTargetError(rule, offered);
  }
}
