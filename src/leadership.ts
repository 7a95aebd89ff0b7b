import type { Clock } from "./core/clock.ts";
import type { LeaseRow } from "./core/controller-row.ts";
import { LeaseHeldError } from "./core/state-error.ts";
import type { ItemTable } from "./store/item-table.ts";
import { type AcquiredLease, createLease, type Lease, type LeaseChange } from "./store/lease.ts";
import { leaseTimingOf } from "./store/lease-timing.ts";
import { isDeadNeighbour, thisMachine } from "./store/neighbour.ts";
import { thisProcess } from "./store/this-process.ts";
import { version } from "./version.ts";

export interface LeaseSettings {
  readonly items: ItemTable;
  readonly instance: string;
  readonly clock: Clock;
  readonly command: "server" | "configure";
  /** How long a leader that says nothing keeps others out, in milliseconds. */
  readonly leaseMs: number;
  readonly mayTake?: (previous: LeaseRow) => boolean;
  readonly onChange?: (change: LeaseChange) => void;
}

/** The instance's lease, as this process may hold it. */
export function openLease({ command, leaseMs, ...settings }: LeaseSettings): Lease {
  const machine = thisMachine();
  return createLease({
    ...settings,
    ...leaseTimingOf(leaseMs),
    holder: thisProcess(machine, { command, xflowVersion: version }),
    isDead: (row) => isDeadNeighbour(row, machine),
  });
}

/** Takes the lease, or says who has it. @throws LeaseHeldError, StateUnavailableError */
export async function takeLease(lease: Lease): Promise<AcquiredLease> {
  const answer = await lease.tryAcquire();
  if (answer.kind === "acquired") return answer;
  const { command, host, pid, revision } = answer.row;
  throw new LeaseHeldError(`${command} on ${host.split("/")[0]} (pid ${pid})`, revision);
}

/** Gives the lease back if the table answers in time; else others wait until it ends by itself. */
export async function giveBack(lease: Lease, clock: Clock, withinMs: number): Promise<void> {
  const enough = new AbortController();
  const late = clock.sleep(withinMs, enough.signal).catch(() => undefined);
  await Promise.race([lease.release().catch(() => undefined), late]);
  enough.abort();
}
