import type { Clock } from "../clock.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { type MappingRow, startOf, toSettings } from "./mapping-row.ts";
import type { MappingStore } from "./mapping-store.ts";
import { startPoller } from "./poller.ts";
import { createPollerPool } from "./poller-pool.ts";
import type { FailureDestination, FunctionInvoker, StreamAccess, StreamReader } from "./ports.ts";
import { compileFilter } from "./record-filter.ts";

export interface LifecycleDeps {
  readonly clock: Clock;
  readonly streams: StreamReader;
  readonly functions: FunctionInvoker;
  readonly destinations: FailureDestination;
  readonly access: StreamAccess;
  readonly store: MappingStore;
  readonly checkpoints: Checkpoints;
  /** How long Creating, Updating, Enabling, Disabling and Deleting last, clock milliseconds. */
  readonly transitionMs: number;
}

/**
 * Takes mappings through their states:
 *
 *   Creating ─▶ Enabled ◀─▶ Updating     Enabled ─▶ Disabling ─▶ Disabled ─▶ Enabling ─▶ Enabled
 *   any settled state ─▶ Deleting ─▶ gone
 *
 * A poller runs in Enabled only. What a transition ends in is in the row, so a restart continues it.
 */
export interface Lifecycle {
  /** Saves a row in a transitional state and settles it `transitionMs` later. */
  begin(row: MappingRow): Promise<void>;
  /** Continues what an earlier run left. */
  resume(): void;
  stop(): Promise<void>;
}

export function createLifecycle(deps: LifecycleDeps): Lifecycle {
  const { clock, store, checkpoints, transitionMs } = deps;
  const pool = createPollerPool();
  const timers = new Map<string, () => void>();

  const settleLater = (row: MappingRow) => {
    const delay = Math.min(transitionMs, Math.max(0, row.settlesAt - clock.now()));
    timers.set(
      row.arn,
      clock.after(delay, () => settle(row.arn)),
    );
  };

  /** A write that fails leaves the transition in the row, and the next start repeats it. */
  const settle = (arn: string) => {
    timers.delete(arn);
    const row = store.find(arn);
    if (row === undefined) return;
    if (row.settlesTo === "Deleted") {
      Promise.all([checkpoints.forget(row.uuid), store.remove(arn)]).catch(() => {});
      return;
    }
    const settled: MappingRow = { ...row, state: row.settlesTo, modifiedAt: clock.now() };
    store.save(settled).catch(() => {});
    if (settled.state === "Enabled") poll(settled);
  };

  const poll = (row: MappingRow) => {
    const subscription = {
      mappingUuid: row.uuid,
      streamArn: row.streamArn,
      functionArn: row.functionArn,
      destinationArn: row.options.destinationArn,
      settings: toSettings(row.options),
      filter: compileFilter(row.options.filterPatterns),
      start: startOf(row, clock.now()),
    };
    const report = (lastResult: string) => noteResult(store, row.arn, lastResult);
    pool.start(row.arn, (signal) => startPoller({ ...deps, report }, subscription, signal));
  };

  return {
    begin: async (row) => {
      if (row.state === "Deleting") pool.drop(row.arn);
      else pool.stop(row.arn);
      settleLater(row);
      await store.save(row);
    },
    resume: () => {
      for (const row of store.all()) {
        if (row.state === "Enabled") poll(row);
        else if (row.state !== "Disabled") settleLater(row);
      }
    },
    stop: async () => {
      for (const cancel of timers.values()) cancel();
      timers.clear();
      await pool.close();
    },
  };
}

/** The result is informative: losing one write of it loses nothing. */
function noteResult(store: MappingStore, arn: string, lastResult: string): void {
  const row = store.find(arn);
  if (row === undefined || row.lastResult === lastResult) return;
  store.save({ ...row, lastResult }).catch(() => {});
}
