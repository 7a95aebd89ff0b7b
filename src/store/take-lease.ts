import type { Clock } from "../core/clock.ts";
import type { LeaseRow } from "../core/controller-row.ts";
import { readController, readRows } from "./instance-rows.ts";
import type { ItemTable } from "./item-table.ts";
import { isSameWrite, type LeaseFacts, type LeaseHolder, leaseItem, leaseOf } from "./lease-row.ts";

export interface TakeDeps {
  readonly items: ItemTable;
  readonly instance: string;
  readonly clock: Clock;
  readonly holder: LeaseHolder;
  readonly facts: LeaseFacts;
  readonly validMs: number;
}

export interface TakenLease {
  readonly row: LeaseRow;
  /** Before the request was sent. */
  readonly startedMs: number;
}

/**
 * Takes the lease from exactly the row that was read, under the next epoch.
 * @param previous absent: there was none
 * @returns undefined when the row has changed since
 * @throws StateUnavailableError
 */
export async function takeLease(
  deps: TakeDeps,
  previous: LeaseRow | undefined,
): Promise<TakenLease | undefined> {
  const { items, instance, clock } = deps;
  const epoch = (previous?.epoch ?? (await highestEpoch(items, instance))) + 1;
  const startedMs = clock.now();
  const row = firstRow(deps, previous, { epoch, startedMs });
  const condition =
    previous === undefined
      ? ({ kind: "absent" } as const)
      : ({ kind: "matches", is: writeOf(previous) } as const);
  const outcome = await items.put(leaseItem(instance, row), { condition });
  if (outcome.kind === "written") return { row, startedMs };
  if (outcome.stored === undefined) return undefined;
  return isSameAttempt(leaseOf(outcome.stored), row) ? { row, startedMs } : undefined;
}

function firstRow(
  { holder, facts, validMs }: TakeDeps,
  previous: LeaseRow | undefined,
  { epoch, startedMs }: { readonly epoch: number; readonly startedMs: number },
): LeaseRow {
  const at = new Date(startedMs).toISOString();
  const renewals = (previous?.renewals ?? 0) + 1;
  const times = { renewals, acquiredAt: at, renewedAt: at, leaseMs: validMs };
  return { ...holder, ...facts, epoch, ...times, released: false };
}

/**
 * Whether a row that stands there already is from this very attempt, whose answer was lost. One of an attempt
 * before does not count: others may have seen it before this one began, and count from then.
 */
function isSameAttempt(stored: LeaseRow, row: LeaseRow): boolean {
  return isSameWrite(stored, row) && stored.acquiredAt === row.acquiredAt;
}

function writeOf({ holder, epoch, renewals }: LeaseRow) {
  return { holder, epoch, renewals };
}

/** A lease that was lost with its row must not start over below what the other rows carry. */
async function highestEpoch(items: ItemTable, instance: string): Promise<number> {
  const consistent = { consistent: true };
  const controller = await readController(items, instance, consistent);
  const rows = await readRows(items, instance, consistent);
  return rows.reduce((highest, { epoch }) => Math.max(highest, epoch), controller?.epoch ?? 0);
}
