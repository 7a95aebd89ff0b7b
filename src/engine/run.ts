import type { DesiredSet } from "../api/desired-set.ts";
import type { OperatorRequest } from "../core/operator-request.ts";
import type { RunSummary } from "../core/progress.ts";
import type { ResourceRow } from "../core/resource-row.ts";
import type { StateStore, StoredState } from "./ports.ts";
import type { Patience } from "./rate-limiter.ts";
import { Reconciler, type ReconcilerOptions } from "./reconciler.ts";
import { RunTally } from "./run-tally.ts";
import { StateBook } from "./state-book.ts";

/** A pass under way when the run ends gets this long: more than one AWS call may take (15 s). */
const drainMs = 20_000;

/**
 * Somebody waits for the run to end. A right may come into force within seconds of being given; a quota does not
 * free itself, and what is referred to does not come from nowhere. In milliseconds.
 */
const patience: Patience = { auth: 30_000, quota: 0, dependency: 180_000 };

export interface RunOptions
  extends Pick<ReconcilerOptions, "ports" | "gate" | "rng" | "workers" | "record" | "onEvent"> {
  readonly set: DesiredSet;
  readonly store: Pick<StateStore, "get" | "put" | "delete">;
  readonly stored: StoredState;
  readonly requests: readonly OperatorRequest[];
  /** What is no longer declared is deleted, as far as the rows are in scope. */
  readonly prune?: {
    readonly scope: (row: ResourceRow) => boolean;
    readonly maxDeletes?: number;
  };
  /** Ends the run early; what was being called may finish. */
  readonly signal: AbortSignal;
  /** The run ends after this long, whatever is still unfinished. */
  readonly timeoutMs: number;
}

/**
 * Makes AWS hold the whole set, starting everything as soon as what it needs is there, flow by flow. Ends when
 * every resource is ready, refused, failed for good, or waits for one that is; or at the deadline.
 * @throws DependencyCycleError, and with `prune` RowConflictError and StateUnavailableError, before anything is called
 */
export async function runUntilSettled(options: RunOptions): Promise<RunSummary> {
  const { set, ports, stored } = options;
  const state = new StateBook(options.store, stored.rows, lastScanAtMs(stored));
  const tally = new RunTally(options.onEvent);
  const reconciler = new Reconciler({
    ...options,
    patience,
    state,
    onPlan: (plan) => tally.plan(plan),
    onEvent: (event) => tally.tell(event),
    onEnd: (key, outcome, retryInMs) => tally.end(key, outcome, retryInMs),
  });
  reconciler.wishes.replace(options.requests, ports.clock.now());
  reconciler.want(set);
  tally.expect(reconciler.desired.keys);
  for (const key of reconciler.desired.keys) reconciler.queue.add(key);
  const held = await prune(reconciler, options);
  const isSettled = await workUntilIdle(reconciler, options);
  return { ...tally.summary(!isSettled), ...(held !== undefined && { deletionsHeld: held }) };
}

/** @returns why something that is no longer declared stays for now */
async function prune(reconciler: Reconciler, options: RunOptions): Promise<string | undefined> {
  if (options.prune === undefined) return undefined;
  const { scope, maxDeletes } = options.prune;
  const { keys, block } = await reconciler.prune.decide({
    scope,
    source: { state: "ok", identity: "" },
    rebuilt: false,
    approvals: reconciler.wishes.approvals,
    ...(maxDeletes !== undefined && { maxDeletes }),
  });
  for (const key of keys) reconciler.queue.add(key);
  return block?.message;
}

function lastScanAtMs({ controller }: StoredState): number | undefined {
  return controller?.lastScanAt === undefined ? undefined : Date.parse(controller.lastScanAt);
}

/** @returns whether the queue ran empty before the deadline and the caller's signal */
async function workUntilIdle(
  reconciler: Reconciler,
  { ports, timeoutMs, signal }: RunOptions,
): Promise<boolean> {
  const idle = new AbortController();
  const late = new AbortController();
  const stop = AbortSignal.any([signal, idle.signal, late.signal]);
  ports.clock.sleep(timeoutMs, stop).then(
    () => late.abort(),
    () => undefined,
  );
  const working = reconciler.run(stop, drainMs);
  reconciler.queue.whenIdle().then(
    () => idle.abort(),
    () => undefined,
  );
  await working;
  return idle.signal.aborted && !late.signal.aborted && !signal.aborted;
}
