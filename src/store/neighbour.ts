import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { LeaseRow } from "../core/controller-row.ts";

/** What a process can know of the machine it runs on. */
export interface Machine {
  readonly name: string;
  /** Of this run of the machine; undefined where the system does not tell. */
  readonly bootId: string | undefined;
  /** Of the processes that can see one another; undefined where the system does not tell. */
  readonly pidNamespace: string | undefined;
  /** True when in doubt. */
  isAlive(pid: number): boolean;
}

/** This machine: Linux tells everything, other systems their name only. */
export function thisMachine(): Machine {
  return {
    name: hostname(),
    bootId: readOr(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    pidNamespace: readOr(() => /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0]),
    isAlive: (pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== "ESRCH";
      }
    },
  };
}

/** `name/boot/namespace`, or the name alone where that would not tell processes apart. */
export function hostOf({ name, bootId, pidNamespace }: Machine): string {
  if (bootId === undefined || pidNamespace === undefined) return name;
  return `${name}/${bootId.slice(0, 8)}/${pidNamespace}`;
}

/**
 * Whether a lease's holder was a process that we would see if it lived, and do not. Containers that restart have
 * another namespace: their leases end in time only.
 */
export function isDeadNeighbour({ host, pid }: Pick<LeaseRow, "host" | "pid">, machine: Machine): boolean {
  const isVisible = machine.bootId !== undefined && machine.pidNamespace !== undefined;
  return isVisible && host === hostOf(machine) && !machine.isAlive(pid);
}

function readOr(read: () => string | undefined): string | undefined {
  try {
    return read() || undefined;
  } catch {
    return undefined;
  }
}
