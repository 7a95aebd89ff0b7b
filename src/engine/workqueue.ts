import type { ResourceKey } from "../api/resource.ts";
import type { Clock } from "../core/clock.ts";
import { type EngineObserver, nobody } from "./observer.ts";

/** `urgent`: something scarce stands idle until it runs. `fresh`: something changed. `resync`: the timer says so. */
export type Priority = "urgent" | "fresh" | "resync";

const level: Readonly<Record<Priority, number>> = { urgent: 0, fresh: 1, resync: 2 };

type Observer = Pick<EngineObserver, "queued" | "requeued" | "passStarted">;

interface Queued {
  readonly key: ResourceKey;
  readonly priority: Priority;
  readonly sequence: number;
  readonly addedAtMs: number;
}

interface Taker {
  readonly take: (key: ResourceKey) => void;
  readonly least: Priority;
}

interface Delayed {
  readonly dueMs: number;
  readonly cancel: AbortController;
}

/**
 * Keys to reconcile. A key is in at most one of these states, and is handed to one worker at a time:
 *
 * ```
 *  addAfter ──▶ delayed ──due──▶ queued ──next──▶ running ──done──▶ (gone)
 *                        add ──────▲                 │
 *                                  └─── done, if added while running
 * ```
 *
 * - Adding a queued key changes nothing but, at most, raises its priority.
 * - Adding a running key queues it again when it is done: no change is lost. A resync does not hurry one that rests.
 * - Of several delays the shortest wins; a key handed out has no delay left.
 * - Order: priority, then `rankOf` (flow by flow), then first come.
 */
export class Workqueue {
  readonly #clock: Clock;
  readonly #rankOf: (key: ResourceKey) => number;
  readonly #observer: Observer;
  /** Last is next. */
  readonly #queued: Queued[] = [];
  readonly #queuedPriority = new Map<ResourceKey, Priority>();
  readonly #running = new Set<ResourceKey>();
  readonly #dirty = new Map<ResourceKey, Priority>();
  readonly #delayed = new Map<ResourceKey, Delayed>();
  #takers: Taker[] = [];
  #idleWaiters: (() => void)[] = [];
  #sequence = 0;

  constructor(clock: Clock, rankOf: (key: ResourceKey) => number = () => 0, observer: Observer = nobody) {
    this.#clock = clock;
    this.#rankOf = rankOf;
    this.#observer = observer;
  }

  add(key: ResourceKey, priority: Priority = "fresh"): void {
    if (this.#running.has(key)) {
      this.#dirty.set(key, higher(priority, this.#dirty.get(key)));
      return;
    }
    const before = this.#queuedPriority.get(key);
    if (before !== undefined && level[before] <= level[priority]) return;
    if (before !== undefined) this.#remove(key);
    this.#insert({ key, priority, sequence: this.#sequence++, addedAtMs: this.#clock.now() });
    this.#observer.queued();
    this.#handOut();
  }

  /** @param delayMs 0 or more */
  addAfter(key: ResourceKey, delayMs: number, priority: Priority = "fresh"): void {
    const dueMs = this.#clock.now() + delayMs;
    const before = this.#delayed.get(key);
    if (before !== undefined && before.dueMs <= dueMs) return;
    before?.cancel.abort();
    this.#observer.requeued();
    const cancel = new AbortController();
    this.#delayed.set(key, { dueMs, cancel });
    this.#clock.sleep(delayMs, cancel.signal).then(
      () => {
        this.#delayed.delete(key);
        this.add(key, priority);
      },
      () => undefined,
    );
  }

  /**
   * The next key; waits for one. The caller owes a `done`. Rejects with the signal's reason when aborted.
   * @param least what is less urgent is left to others
   */
  next(signal: AbortSignal, least: Priority = "resync"): Promise<ResourceKey> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const leave = () => {
        this.#takers = this.#takers.filter((other) => other.take !== take);
        reject(signal.reason);
      };
      const take = (key: ResourceKey) => {
        signal.removeEventListener("abort", leave);
        resolve(key);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#takers.push({ take, least });
      this.#handOut();
    });
  }

  done(key: ResourceKey): void {
    this.#running.delete(key);
    const again = this.#dirty.get(key);
    this.#dirty.delete(key);
    const mayRest = again === "resync" && this.#delayed.has(key);
    if (again !== undefined && !mayRest) this.add(key, again);
    this.#tellIdle();
  }

  /** Resolves once no key is queued, running or delayed. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.#tellIdle();
    });
  }

  /** Drops every delayed key and its timer. */
  close(): void {
    for (const { cancel } of this.#delayed.values()) cancel.abort();
    this.#delayed.clear();
  }

  /** Keys waiting for a worker, by priority. */
  get depths(): Readonly<Record<Priority, number>> {
    const depths = { urgent: 0, fresh: 0, resync: 0 };
    for (const { priority } of this.#queued) depths[priority]++;
    return depths;
  }

  /** Whether the key will be added by itself: it rests after a failure, or is on its way. */
  isDelayed(key: ResourceKey): boolean {
    return this.#delayed.has(key);
  }

  /** The key need not rest any longer. */
  hurry(key: ResourceKey, priority: Priority = "fresh"): void {
    this.#delayed.get(key)?.cancel.abort();
    this.#delayed.delete(key);
    this.add(key, priority);
  }

  #handOut(): void {
    for (;;) {
      const item = this.#queued.at(-1);
      if (item === undefined) return;
      const taker = this.#takers.findIndex(({ least }) => level[item.priority] <= level[least]);
      if (taker < 0) return;
      this.#queued.pop();
      this.#queuedPriority.delete(item.key);
      this.#delayed.get(item.key)?.cancel.abort();
      this.#delayed.delete(item.key);
      this.#running.add(item.key);
      this.#observer.passStarted(item.key, this.#clock.now() - item.addedAtMs);
      this.#takers.splice(taker, 1)[0]?.take(item.key);
    }
  }

  #insert(item: Queued): void {
    this.#queuedPriority.set(item.key, item.priority);
    let low = 0;
    let high = this.#queued.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#queued[middle];
      if (other !== undefined && this.#isBefore(item, other)) low = middle + 1;
      else high = middle;
    }
    this.#queued.splice(low, 0, item);
  }

  #isBefore(a: Queued, b: Queued): boolean {
    const order =
      level[a.priority] - level[b.priority] ||
      this.#rankOf(a.key) - this.#rankOf(b.key) ||
      a.sequence - b.sequence;
    return order < 0;
  }

  #remove(key: ResourceKey): void {
    const at = this.#queued.findIndex((item) => item.key === key);
    this.#queued.splice(at, 1);
  }

  #tellIdle(): void {
    if (this.#queued.length + this.#running.size + this.#delayed.size > 0) return;
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}

function higher(a: Priority, b: Priority | undefined): Priority {
  return b === undefined || level[a] <= level[b] ? a : b;
}
