import { randomUUID } from "node:crypto";
import type { LeaseHolder } from "./lease-row.ts";
import { hostOf, type Machine } from "./neighbour.ts";

/** This process as a holder of leases: `<machine>:<pid>:<random>`, so that people find it and no two are equal. */
export function thisProcess(
  machine: Machine,
  { command, xflowVersion }: Pick<LeaseHolder, "command" | "xflowVersion">,
): LeaseHolder {
  const { pid } = process;
  const holder = `${machine.name}:${pid}:${randomUUID().slice(0, 8)}`;
  return { holder, host: hostOf(machine), pid, command, xflowVersion };
}
