import type { Clock } from "../core/clock.ts";
import type { LeaseRow } from "../core/controller-row.ts";
import { LeaseHeldError } from "../core/state-error.ts";
import type { ItemTable } from "../store/item-table.ts";
import { type AcquiredLease, createLease, type Lease, type LeaseChange } from "../store/lease.ts";
import { isSameWrite } from "../store/lease-row.ts";
import { leaseTimingOf } from "../store/lease-timing.ts";
import { isDeadNeighbour, thisMachine } from "../store/neighbour.ts";
import { thisProcess } from "../store/this-process.ts";
import { version } from "../version.ts";
import type { Patience } from "./state-table.ts";

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

/** Of the one table that the lease is in: its renewals must not hang as long as a call to AWS may. */
export function tablePatience(leaseMs: number): Patience {
  return { requestTimeoutMs: leaseTimingOf(leaseMs).renewMs, maxAttempts: 3 };
}

/** The machine's name alone, for people. */
export function hostName(host: LeaseRow["host"]): string {
  return host.split("/")[0] ?? host;
}

/** For people. */
function holderOf({ command, host, pid }: LeaseRow): string {
  return `${command} on ${hostName(host)} (pid ${pid})`;
}

export interface TakeOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told once, when it takes a while to find out whether the holder is dead. */
  readonly onWait?: (holder: string) => void;
}

/**
 * Takes the lease, or says who has it. Of a holder that has been silent for so long that it may be dead nobody knows
 * better than by waiting: then this takes as long as the lease, unless the holder speaks.
 * @throws LeaseHeldError, StateUnavailableError, the signal's reason
 */
export async function takeLease(
  lease: Lease,
  { clock, signal, onWait = () => undefined }: TakeOptions,
): Promise<AcquiredLease> {
  let silent: LeaseRow | undefined;
  for (;;) {
    const answer = await lease.tryAcquire();
    if (answer.kind === "acquired") return answer;
    const { row, againInMs } = answer;
    const isSilent = clock.now() > Date.parse(row.renewedAt) + row.leaseMs;
    const hasSpoken = silent !== undefined && !isSameWrite(silent, row);
    if (!isSilent || hasSpoken) throw new LeaseHeldError(holderOf(row), row.revision);
    if (silent === undefined) onWait(holderOf(row));
    silent = row;
    await clock.sleep(againInMs, signal);
  }
}

/** Gives the lease back if the table answers in time; else others wait until it ends by itself. */
export async function giveBack(lease: Pick<Lease, "release">, clock: Clock, withinMs: number): Promise<void> {
  const enough = new AbortController();
  const late = clock.sleep(withinMs, enough.signal).catch(() => undefined);
  await Promise.race([lease.release().catch(() => undefined), late]);
  enough.abort();
}
