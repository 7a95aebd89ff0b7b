import type { DesiredSet } from "../api/desired-set.ts";
import type { Resource, ResourceKey } from "../api/resource.ts";
import type { Rng } from "../core/clock.ts";
import type { Dependency } from "../core/kind.ts";
import type { ResourcePlan } from "../core/plan.ts";
import type { ResourceEvent } from "../core/resource-event.ts";
import { availabilityOfRow } from "./availability.ts";
import { DependencyEdges } from "./dependency-edges.ts";
import { Desired, type DesiredChange } from "./desired.ts";
import { type EngineObserver, nobody } from "./observer.ts";
import { failedOutcome, type Outcome } from "./outcome.ts";
import type { PassDeps } from "./pass.ts";
import { PassMemory } from "./pass-memory.ts";
import { withTimeout } from "./pass-timeout.ts";
import { takeSlotToRemove } from "./phases/take-slot.ts";
import { poolOf } from "./pool.ts";
import { type EnginePorts, type OnEvent, toWork, type WriteGate } from "./ports.ts";
import { type ClaimantOf, claimsOf } from "./prune/claims.ts";
import { Prune } from "./prune/prune.ts";
import { createRemoval } from "./prune/removal.ts";
import { createRateLimiter, type Patience, type RateLimiter } from "./rate-limiter.ts";
import { reachable, targetOrNone } from "./reach.ts";
import { createReconcile } from "./reconcile.ts";
import { requeue } from "./requeue.ts";
import type { StateBook } from "./state-book.ts";
import { StreamSlots } from "./stream-slots.ts";
import { Wishes } from "./wishes.ts";
import { runWorkers } from "./workers.ts";
import { type Priority, Workqueue } from "./workqueue.ts";

/** A pass waits for bulk lists of a large account at most; one call takes 15 s at most. In milliseconds. */
const passTimeoutMs = 180_000;
/** Beside the others, for what is urgent: all others may be waiting for Lambda's quota. */
const urgentWorkers = 8;

export interface ReconcilerOptions {
  readonly ports: EnginePorts;
  readonly state: StateBook;
  readonly gate: WriteGate;
  readonly rng: Rng;
  /** Passes at once, 1 or more. */
  readonly workers: number;
  /** Keeps what is worth telling. Must not throw. */
  readonly record: (event: ResourceEvent) => Promise<void>;
  readonly onPlan: (plan: ResourcePlan) => void;
  readonly onEvent: OnEvent;
  /** @param retryInMs of a failed pass; undefined: not by itself */
  readonly onEnd: (key: ResourceKey, outcome: Outcome, retryInMs?: number) => void;
  readonly observer?: EngineObserver;
  /** For runs that end; absent: endless. */
  readonly patience?: Patience;
}

/** Everything that turns keys into passes: the queue, what passes share, and what is wanted. */
export class Reconciler {
  readonly queue: Workqueue;
  readonly memory: PassMemory;
  readonly desired: Desired;
  readonly wishes = new Wishes();
  readonly prune: Prune;
  readonly #options: ReconcilerOptions;
  readonly #observer: EngineObserver;
  readonly #limiter: RateLimiter;
  readonly #slots: StreamSlots;
  readonly #edges: DependencyEdges;
  readonly #reconcile: ReturnType<typeof createReconcile>;
  #claimantOf: ClaimantOf = () => undefined;

  constructor(options: ReconcilerOptions) {
    const { ports, state, gate, record, onEvent, onPlan } = options;
    const { clock } = ports;
    this.#options = options;
    this.#observer = options.observer ?? nobody;
    this.#limiter = createRateLimiter(options.rng, options.patience);
    this.desired = new Desired((resource) => dependenciesOf(resource, ports));
    const rankOf = (key: ResourceKey) => this.desired.rankOf(key);
    this.queue = new Workqueue(clock, rankOf, this.#observer);
    this.memory = new PassMemory(clock.now());
    this.#slots = new StreamSlots({ wake: (key) => this.queue.add(key, "urgent"), rankOf });
    this.#edges = new DependencyEdges((key) => this.queue.add(key));
    const rules = {
      isDeclared: (key: ResourceKey) => this.desired.resources.has(key),
      claimantOf: (row: Parameters<ClaimantOf>[0]) => this.#claimantOf(row),
    };
    const isSuspended = (key: ResourceKey) => this.wishes.suspensionOf(key) !== undefined;
    this.prune = new Prune({ clock, inventory: state, record }, { ...rules, isSuspended });
    const remove = createRemoval({
      ...{ ports, inventory: state, gate, record, onEvent, ...rules },
      mayRemove: (key) => this.prune.mayRemove(key),
      takeSlot: (row) => takeSlotToRemove(this.#slots, row),
      wake: (key) => this.queue.add(key),
    });
    const { desired, wishes, memory } = this;
    const limiter = this.#limiter;
    const shared = {
      edges: this.#edges,
      slots: this.#slots,
      memory,
      limiter,
      remove,
      onPlan,
      onEvent,
      record,
    };
    const deps: PassDeps = { ports, desired, state, gate, wishes, ...shared };
    this.#reconcile = createReconcile(deps);
    for (const row of state.rows) this.#edges.advance(row.key, availabilityOfRow(row));
  }

  /**
   * From now on this is wanted. What is declared no more, or not yet again, is relied on as its row says.
   * @throws DependencyCycleError, and what was wanted before stays
   */
  want(set: Pick<DesiredSet, "resources" | "revision">): DesiredChange {
    const { ports, state } = this.#options;
    const change = this.desired.replace(set);
    this.#claimantOf = claimsOf(reachable(set.resources.values(), ports), ports);
    for (const row of state.rows) {
      if (!set.resources.has(row.key)) this.#edges.advance(row.key, availabilityOfRow(row));
    }
    for (const key of change.changed) this.#limiter.forget(key);
    // Each gets a pass, if only to forget it: one under way may still remember it.
    for (const key of change.vanished) this.queue.add(key);
    this.#expectStreams(change.changed);
    return change;
  }

  /** Why it is not known what AWS holds of what is declared; undefined: it is. */
  get unknown(): string | undefined {
    return this.memory.unknownAmong(this.desired.resources);
  }

  /** How urgent a look at the key is; a slot must not stand idle until others are done. */
  priorityOf(key: ResourceKey, otherwise: Priority): Priority {
    return this.#slots.concerns(key) ? "urgent" : otherwise;
  }

  /** The key need not rest any longer. */
  hurry(key: ResourceKey): void {
    this.queue.hurry(key, this.priorityOf(key, "fresh"));
  }

  /** Works until the signal; passes under way get `drainMs` to end. Never rejects. */
  async run(signal: AbortSignal, drainMs: number): Promise<void> {
    const { ports, workers, onEnd } = this.#options;
    const { queue } = this;
    const priorityOf = (key: ResourceKey) => this.priorityOf(key, "fresh");
    const requeuing = { queue, limiter: this.#limiter, clock: ports.clock, priorityOf };
    const end = (key: ResourceKey, outcome: Outcome) => {
      this.#observer.passEnded(key, outcome);
      onEnd(key, outcome, requeue(requeuing, key, outcome));
    };
    await runWorkers({
      queue,
      clock: ports.clock,
      workers,
      urgentWorkers,
      pass: async (key, signals) => {
        const limit = { timeoutMs: passTimeoutMs, onTimeout: () => this.#observer.passTimedOut() };
        const pass = withTimeout(signals, ports.clock, limit, (own) => this.#reconcile(key, own));
        end(key, await pass);
      },
      onPanic: (key, error) => {
        this.#observer.passPanicked();
        end(key, failedOutcome(error));
      },
      signal,
      drainMs,
    });
    queue.close();
  }

  /** Streams that wait for nothing are looked at whatever happens; one that waits might never be. */
  #expectStreams(keys: readonly ResourceKey[]): void {
    const { ports } = this.#options;
    const resources = keys.flatMap((key) => this.desired.resources.get(key) ?? []);
    for (const resource of reachable(resources, ports)) {
      const work = toWork(resource, ports);
      const pool = poolOf(work);
      const isFree = pool !== undefined && work.kind.dependencies(resource).length === 0;
      if (isFree) this.#slots.expect(pool, resource.key);
    }
  }
}

/** What lives where nobody can reach is not ordered. */
function dependenciesOf(resource: Resource, ports: EnginePorts): readonly Dependency[] {
  const target = targetOrNone(ports, resource.environment);
  return target === undefined ? [] : target.kinds[resource.kind].dependencies(resource);
}
