import type { ResourceKey } from "../api/resource.ts";

/** Kinesis: at most five streams of an account and region may be CREATING or DELETING at once (CreateStream, limits). */
export const streamSlotLimit = 5;

interface Pool {
  /** Not observed yet: any of them may be CREATING, left behind by a run that was killed. */
  readonly unseen: Set<ResourceKey>;
  readonly holders: Set<ResourceKey>;
  readonly waiting: Set<ResourceKey>;
}

export interface StreamSlotsOptions {
  /** A slot was given to this key, which was refused one before. */
  readonly wake: (key: ResourceKey) => void;
  /** Who of the waiting comes first; smaller is sooner. */
  readonly rankOf: (key: ResourceKey) => number;
}

/**
 * Keeps the streams being created or deleted in one account and region at five, and a freed slot never idle:
 *
 * ```
 * expected ──seen──▶ (free) ──take──▶ holds a slot ──release──▶ (free)
 *                      └──take, none free──▶ waits ──slot freed──▶ holds a slot, and is woken
 * ```
 *
 * A key holds its slot from before CreateStream until it is seen settled, is refused, or is at a standstill, or from
 * before DeleteStream until it is seen gone; a call that failed may still have had its effect. No slot is given
 * before all expected keys were seen, or are not looked at for now. Streams of others are not seen here: when they take AWS's slots it refuses,
 * and the key keeps its slot and tries again.
 */
export class StreamSlots {
  readonly #options: StreamSlotsOptions;
  readonly #pools = new Map<string, Pool>();

  constructor(options: StreamSlotsOptions) {
    this.#options = options;
  }

  expect(pool: string, key: ResourceKey): void {
    this.#pool(pool).unseen.add(key);
  }

  /** Whether a slot may stand idle until the key is looked at. */
  concerns(key: ResourceKey): boolean {
    return [...this.#pools.values()].some(({ unseen, holders }) => unseen.has(key) || holders.has(key));
  }

  /** What an observation showed; one in progress when first seen is taken to be CREATING. */
  seen(pool: string, key: ResourceKey, found: "absent" | "progressing" | "settled"): void {
    const { unseen, holders } = this.#pool(pool);
    const isFirst = unseen.delete(key);
    if (isFirst && found === "progressing") holders.add(key);
    if (found === "settled") holders.delete(key);
    this.#refill(pool);
  }

  /**
   * Whether the key holds a slot now; if not it waits, and is woken when it does. Who asks has looked: a stream that is
   * no longer declared would otherwise wait for itself to be seen.
   */
  take(pool: string, key: ResourceKey): boolean {
    const { unseen, holders, waiting } = this.#pool(pool);
    if (unseen.delete(key)) this.#refill(pool);
    if (holders.has(key)) return true;
    const isFree = this.#hasFree(pool);
    (isFree ? holders : waiting).add(key);
    return isFree;
  }

  /** The key will not create a stream, or did and failed for good. */
  release(pool: string, key: ResourceKey): void {
    const { unseen, holders, waiting } = this.#pool(pool);
    unseen.delete(key);
    holders.delete(key);
    waiting.delete(key);
    this.#refill(pool);
  }

  /** Nobody will look at the key any more, wherever it was. */
  forget(key: ResourceKey): void {
    for (const pool of this.#pools.keys()) this.release(pool, key);
  }

  #refill(pool: string): void {
    const { holders, waiting } = this.#pool(pool);
    while (this.#hasFree(pool)) {
      const key = this.#first(pool);
      if (key === undefined) return;
      waiting.delete(key);
      holders.add(key);
      this.#options.wake(key);
    }
  }

  #hasFree(pool: string): boolean {
    const { unseen, holders } = this.#pool(pool);
    return unseen.size === 0 && holders.size < streamSlotLimit;
  }

  #first(pool: string): ResourceKey | undefined {
    let first: ResourceKey | undefined;
    for (const key of this.#pool(pool).waiting) {
      if (first === undefined || this.#options.rankOf(key) < this.#options.rankOf(first)) first = key;
    }
    return first;
  }

  #pool(name: string): Pool {
    const found = this.#pools.get(name);
    if (found !== undefined) return found;
    const pool: Pool = { unseen: new Set(), holders: new Set(), waiting: new Set() };
    this.#pools.set(name, pool);
    return pool;
  }
}
