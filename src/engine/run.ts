import type { DesiredSet } from "../api/desired-set.ts";
import type { Resource, ResourceKey } from "../api/resource.ts";
import type { Rng } from "../core/clock.ts";
import { dependencyOrder } from "../core/graph.ts";
import type { RunSummary } from "../core/progress.ts";
import { DependencyEdges } from "./dependency-edges.ts";
import { failedOutcome, type Outcome } from "./outcome.ts";
import { PassMemory } from "./pass-memory.ts";
import { poolOf } from "./pool.ts";
import { type EnginePorts, type OnEvent, toWork } from "./ports.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { createReconcile } from "./reconcile.ts";
import { requeue } from "./requeue.ts";
import { RunTally } from "./run-tally.ts";
import { StreamSlots } from "./stream-slots.ts";
import { runWorkers } from "./workers.ts";
import { Workqueue } from "./workqueue.ts";

/** A pass under way when the run ends gets this long: more than one AWS call may take (15 s). */
const drainMs = 20_000;

export interface RunOptions {
  readonly set: Pick<DesiredSet, "resources">;
  readonly ports: EnginePorts;
  readonly rng: Rng;
  /** Passes at once, 1 or more. */
  readonly workers: number;
  /** Ends the run early; what was being called may finish. */
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
  /** The run ends after this long, whatever is still unfinished. */
  readonly timeoutMs: number;
}

/**
 * Makes AWS hold the whole set, starting everything as soon as what it needs is there, flow by flow. Ends when
 * every resource is ready, refused, failed for good, or waits for one that is; or at the deadline.
 * @throws DependencyCycleError before anything is called
 */
export async function runUntilSettled(options: RunOptions): Promise<RunSummary> {
  const { set, ports } = options;
  const order = dependencyOrder(set.resources.values(), (resource) =>
    toWork(resource, ports).kind.dependencies(resource),
  );
  const rankOf = rankBy(order);
  const queue = new Workqueue(ports.clock, rankOf);
  const slots = new StreamSlots({ wake: (key) => queue.add(key, "urgent"), rankOf });
  const tally = new RunTally(order, options.onEvent);
  const limiter = createRateLimiter(options.rng);
  const reconcile = createReconcile({
    ports,
    resources: set.resources,
    edges: new DependencyEdges((key) => queue.add(key)),
    slots,
    memory: new PassMemory(ports.clock.now()),
    onPlan: (plan) => tally.plan(plan),
    onEvent: (event) => tally.tell(event),
  });
  const end = (key: ResourceKey, outcome: Outcome) =>
    tally.end(key, outcome, requeue({ queue, limiter, clock: ports.clock }, key, outcome));

  expectStreams(slots, order, ports);
  for (const { key } of order) queue.add(key);
  const isSettled = await workUntilIdle(queue, options, (signal) =>
    runWorkers({
      queue,
      clock: ports.clock,
      workers: options.workers,
      pass: async (key, signals) => end(key, await reconcile(key, signals)),
      onPanic: (key, error) => end(key, failedOutcome(error)),
      signal,
      drainMs,
    }),
  );
  return tally.summary(!isSettled);
}

/** @returns whether the queue ran empty before the deadline and the caller's signal */
async function workUntilIdle(
  queue: Workqueue,
  { ports, timeoutMs, signal }: RunOptions,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const idle = new AbortController();
  const late = new AbortController();
  const stop = AbortSignal.any([signal, idle.signal, late.signal]);
  ports.clock.sleep(timeoutMs, stop).then(
    () => late.abort(),
    () => undefined,
  );
  const working = work(stop);
  queue.whenIdle().then(
    () => idle.abort(),
    () => undefined,
  );
  await working;
  queue.close();
  return idle.signal.aborted && !late.signal.aborted && !signal.aborted;
}

function rankBy(order: readonly Resource[]): (key: ResourceKey) => number {
  const ranks = new Map(order.map(({ key }, rank) => [key, rank]));
  return (key) => ranks.get(key) ?? order.length;
}

/** Streams that wait for nothing are looked at whatever happens; one that waits might never be. */
function expectStreams(slots: StreamSlots, order: readonly Resource[], ports: EnginePorts): void {
  for (const resource of order) {
    const work = toWork(resource, ports);
    const pool = poolOf(work);
    if (pool !== undefined && work.kind.dependencies(resource).length === 0) slots.expect(pool, resource.key);
  }
}
