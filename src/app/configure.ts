import { resolve } from "node:path";
import type { DesiredSet } from "../api/desired-set.ts";
import type { ResourcePlan } from "../core/plan.ts";
import type { RunSummary } from "../core/progress.ts";
import { planAll } from "../engine/plan-all.ts";
import type { OnEvent } from "../engine/ports.ts";
import { declaredOnlyBy } from "../engine/prune/declared-by.ts";
import { runUntilSettled } from "../engine/run.ts";
import type { Builtins } from "../source/artifacts.ts";
import { defaultLeaseMs, leaseTimingOf } from "../store/lease-timing.ts";
import { createStateStore } from "../store/state-store.ts";
import { TableNotFoundError } from "../store/table-not-found-error.ts";
import { createClock, createLeaseClock } from "./clocks.ts";
import type { Connection } from "./connection.ts";
import { giveBack, openLease, tablePatience, takeLease } from "./leadership.ts";
import { openStateTable } from "./state-table.ts";
import { Targets } from "./targets.ts";

/** Passes at once. The call budgets, not this, keep AWS's quotas. */
export const workers = 32;
/** A run without an end would hang a pipeline; new streams and functions take minutes at most. */
const settleTimeoutMs = 30 * 60_000;
const releaseMs = 5_000;

/** A run and what it needs to know. */
export interface ConfigureOptions {
  /** Where the set was read: a controller that reads another source deletes nothing of it unasked. */
  readonly path: string;
  readonly set: DesiredSet;
  readonly connection: Connection;
  readonly table: string;
  readonly builtins: Builtins;
  /** How long a leader that says nothing keeps others out, in milliseconds. */
  readonly leaseMs: number;
  /** Deletes what these files had declared, and only them, and declare no more. */
  readonly prune?: { readonly files: ReadonlySet<string>; readonly maxDeletes?: number };
  readonly onEvent: OnEvent;
  /** Told when it takes a while to find out whether the process that has the lease is dead. */
  readonly onWait?: (holder: string) => void;
  /** Ends the run; what is being called may finish. */
  readonly signal: AbortSignal;
}

/**
 * Makes AWS equal to the set, and waits until it is: `xflow PATH -c`. Holds the instance's lease meanwhile.
 * @throws LeaseHeldError, StateUnavailableError, WrongAccountError, NoRegionError, CallError
 */
export async function configure(options: ConfigureOptions): Promise<RunSummary> {
  const { connection, set, signal, leaseMs } = options;
  const { instance } = connection;
  const leaseClock = createLeaseClock();
  const clock = createClock(connection.pace ?? 1);
  const { items, ensure, close } = openStateTable(connection, options.table, tablePatience(leaseMs));
  try {
    await ensure(leaseClock, signal);
    const lease = openLease({ items, instance, clock: leaseClock, command: "configure", leaseMs });
    lease.describe({ revision: set.revision, sourceIdentity: resolve(options.path) });
    const { onWait = () => undefined } = options;
    await takeLease(lease, { clock: leaseClock, signal, onWait });
    try {
      const store = createStateStore({ items, instance, epoch: () => lease.epoch, clock });
      const stored = await store.load();
      const rows = new Map(stored.rows.map((row) => [row.key, row]));
      const nameOf = (key: (typeof stored.rows)[number]["key"]) => rows.get(key)?.awsName;
      const { builtins, onEvent } = options;
      const { callTimeoutMs } = leaseTimingOf(leaseMs);
      const calling = { onCall: () => undefined, callTimeoutMs, gate: lease };
      const targeting = { connection, builtins, clock, nameOf, ...calling };
      await using targets = new Targets(targeting);
      await targets.prepareAll(set);
      return await runUntilSettled({
        set,
        ports: targets.ports,
        store,
        stored,
        requests: await store.requests(),
        gate: lease,
        record: (event) => store.record(event).catch(() => undefined),
        rng: { next: Math.random },
        workers,
        onEvent,
        signal: AbortSignal.any([signal, lease.lost]),
        timeoutMs: settleTimeoutMs,
        ...pruning(options),
      });
    } finally {
      await giveBack(lease, leaseClock, releaseMs);
    }
  } finally {
    close();
  }
}

function pruning({ prune }: ConfigureOptions) {
  if (prune === undefined) return {};
  const { files, maxDeletes } = prune;
  const limit = maxDeletes === undefined ? {} : { maxDeletes };
  return { prune: { scope: declaredOnlyBy(files), ...limit } };
}

/** What `configure` would do, in its order; changes nothing, and needs no lease. A table that is not there is empty. */
export async function planChanges(
  options: Omit<ConfigureOptions, "path" | "onEvent" | "prune" | "leaseMs">,
): Promise<readonly ResourcePlan[]> {
  const { set, connection, signal, builtins } = options;
  const clock = createClock(connection.pace ?? 1);
  const { items, close } = openStateTable(connection, options.table, tablePatience(defaultLeaseMs));
  try {
    const deps = { items, instance: connection.instance, clock };
    const store = createStateStore({ ...deps, epoch: () => 0 });
    const { rows } = await unlessMissing(store.load(), { rows: [], controller: undefined });
    const requests = await unlessMissing(store.requests(), []);
    await using targets = new Targets({
      connection,
      builtins,
      clock,
      onCall: () => undefined,
      nameOf: () => undefined,
      callTimeoutMs: leaseTimingOf(defaultLeaseMs).callTimeoutMs,
      gate: { mayWrite: () => false },
    });
    await targets.prepareAll(set);
    return await planAll({ set, ports: targets.ports, rows, requests, workers, signal });
  } finally {
    close();
  }
}

function unlessMissing<T>(reading: Promise<T>, empty: T): Promise<T> {
  return reading.catch((error: unknown) => {
    if (error instanceof TableNotFoundError) return empty;
    throw error;
  });
}
