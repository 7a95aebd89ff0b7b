import type { Clock } from "../core/clock.ts";
import type { LeaseRow } from "../core/controller-row.ts";
import { StateUnavailableError } from "../core/state-error.ts";
import type { WriteGate } from "../engine/ports.ts";
import { leaseKey } from "./item.ts";
import type { ItemTable } from "./item-table.ts";
import { type LeaseFacts, type LeaseHolder, leaseItem, leaseOf } from "./lease-row.ts";
import { LeaseLostError, LeaseTerm, type LeaseTiming } from "./lease-term.ts";
import { defaultLeaseMs, leaseTimingOf } from "./lease-timing.ts";
import { createLeaseWatch, type LeaseWatch } from "./lease-watch.ts";
import { type TakenLease, takeLease } from "./take-lease.ts";

export interface AcquiredLease {
  readonly kind: "acquired";
  readonly epoch: number;
  /** Whose it was before; absent: nobody's ever, or ours all along. */
  readonly previous?: LeaseRow;
}

export interface HeldLease {
  readonly kind: "held";
  readonly row: LeaseRow;
  /** When to ask again: soon, or sooner when the lease ends sooner. */
  readonly againInMs: number;
}

export type LeaseChange =
  | AcquiredLease
  | { readonly kind: "renewed"; readonly epoch: number }
  /** It is tried again, and the lease is lost if that does not help in time. */
  | { readonly kind: "renewalFailed"; readonly epoch: number; readonly error: unknown }
  | { readonly kind: "lost"; readonly epoch: number; readonly error: LeaseLostError }
  | { readonly kind: "released"; readonly epoch: number };

export interface LeaseOptions extends Partial<LeaseTiming> {
  readonly items: ItemTable;
  readonly instance: string;
  /** Runs at the speed of real time, also while the process or the machine sleeps, and never goes back. */
  readonly clock: Clock;
  readonly holder: LeaseHolder;
  /** Whether the row's holder is known to be dead. */
  readonly isDead: (row: LeaseRow) => boolean;
  /** Asked before a lease that is free is taken; false leaves it to others, and it counts as held. */
  readonly mayTake?: (previous: LeaseRow) => boolean;
  /** Told at once and in order. Must not throw. */
  readonly onChange?: (change: LeaseChange) => void;
}

const attempts = 3;

/** An instance's lease, as one process sees it. */
export class Lease implements WriteGate {
  readonly #options: LeaseOptions;
  readonly #timing: LeaseTiming;
  readonly #watch: LeaseWatch;
  #facts: LeaseFacts = {};
  #term: LeaseTerm | undefined;

  constructor(options: LeaseOptions) {
    const { validMs, renewMs, callTimeoutMs, pollMs } = { ...leaseTimingOf(defaultLeaseMs), ...options };
    this.#options = options;
    this.#timing = { validMs, renewMs, callTimeoutMs, pollMs };
    this.#watch = createLeaseWatch(validMs);
  }

  /** Of the last time it was acquired, higher than every one before; 0: never was. */
  get epoch(): number {
    return this.#term?.epoch ?? 0;
  }

  /** Aborted with a LeaseLostError once what was acquired last is no longer ours; not when it was given back. */
  get lost(): AbortSignal {
    return this.#term?.lost ?? AbortSignal.abort(new LeaseLostError("it was never acquired"));
  }

  /** Whether an AWS call that begins now is over before the lease can be anybody else's. */
  mayWrite(): boolean {
    return this.#term?.mayWrite() ?? false;
  }

  /**
   * Takes the lease if it is free: nobody's, given back, its holder known to be dead, or seen without a renewal for
   * as long as it counts, which takes a standby's calls over that time. Renews it from then on. While it is ours
   * nothing is called. One at a time.
   * @throws StateUnavailableError, MalformedItemError
   */
  async tryAcquire(): Promise<AcquiredLease | HeldLease> {
    if (this.#term?.expire() === false) return { kind: "acquired", epoch: this.#term.epoch };
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await this.#read();
      const againInMs = found === undefined ? 0 : this.#heldForMs(found);
      if (found !== undefined && againInMs > 0) return { kind: "held", row: found, againInMs };
      const taken = await this.#take(found);
      if (taken !== undefined) return this.#begin(taken, found);
    }
    throw new StateUnavailableError("PutItem", new Error("the lease changes faster than it can be read"));
  }

  /** What the row tells of our source, from the next write of it on. */
  describe(facts: LeaseFacts): void {
    this.#facts = facts;
  }

  /**
   * Gives it back, for the next to take at once: no AWS call of ours may be under way. `mayWrite` is false from here
   * on. Makes one call, none when the lease is not ours.
   * @throws StateUnavailableError: others have to wait until it ends by itself
   */
  async release(): Promise<void> {
    if (this.#term === undefined || this.#term.expire()) return;
    const { items, instance } = this.#options;
    const row = { ...this.#term.end(), released: true };
    const { holder, epoch, renewals } = row;
    const condition = { kind: "matches", is: { holder, epoch }, below: { renewals } } as const;
    await items.put(leaseItem(instance, row), { condition });
    this.#tell({ kind: "released", epoch });
  }

  async #read(): Promise<LeaseRow | undefined> {
    const { items, instance } = this.#options;
    const item = await items.get(leaseKey(instance), { consistent: true });
    return item === undefined ? undefined : leaseOf(item);
  }

  /** 0: free, and wanted. */
  #heldForMs(row: LeaseRow): number {
    const { clock, holder, isDead, mayTake } = this.#options;
    const { pollMs } = this.#timing;
    const leftMs = this.#watch.leftMs(row, clock.now());
    const isFree = row.released || row.holder === holder.holder || leftMs === 0 || isDead(row);
    if (!isFree) return Math.min(leftMs, pollMs);
    return mayTake === undefined || mayTake(row) ? 0 : pollMs;
  }

  #take(previous: LeaseRow | undefined): Promise<TakenLease | undefined> {
    const { items, instance, clock, holder } = this.#options;
    const { validMs } = this.#timing;
    return takeLease({ items, instance, clock, holder, facts: this.#facts, validMs }, previous);
  }

  #begin({ row, startedMs }: TakenLease, previous: LeaseRow | undefined): AcquiredLease {
    const { items, instance, clock } = this.#options;
    const { epoch } = row;
    const onRenewed = () => this.#tell({ kind: "renewed", epoch });
    const onRenewalFailed = (error: unknown) => this.#tell({ kind: "renewalFailed", epoch, error });
    const onLost = (error: LeaseLostError) => this.#tell({ kind: "lost", epoch, error });
    const facts = () => this.#facts;
    const deps = { items, instance, clock, ...this.#timing, facts, onRenewed, onRenewalFailed, onLost };
    this.#term = new LeaseTerm(deps, row, startedMs);
    const acquired = { kind: "acquired" as const, epoch, ...(previous !== undefined && { previous }) };
    this.#tell(acquired);
    return acquired;
  }

  #tell(change: LeaseChange): void {
    this.#options.onChange?.(change);
  }
}

export function createLease(options: LeaseOptions): Lease {
  return new Lease(options);
}
