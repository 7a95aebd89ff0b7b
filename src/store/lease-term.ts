import type { Clock } from "../core/clock.ts";
import type { LeaseRow } from "../core/controller-row.ts";
import { withDeadline } from "./deadline.ts";
import type { ItemTable } from "./item-table.ts";
import { isSameWrite, type LeaseFacts, leaseItem, leaseOf } from "./lease-row.ts";

/** The lease is not ours any more: what was begun under it must not write on. */
export class LeaseLostError extends Error {
  /** @param holder who has it now; absent: nobody that we know of */
  readonly holder: string | undefined;

  constructor(why: string, holder?: string) {
    super(`the lease was lost: ${why}`);
    this.name = "LeaseLostError";
    this.holder = holder;
  }
}

export interface LeaseTiming {
  /** How long a lease counts from when its last renewal was sent. */
  readonly validMs: number;
  readonly renewMs: number;
  /** How long an AWS call may take: none begins when less than this remains. */
  readonly callTimeoutMs: number;
  /** How often those who want it look. */
  readonly pollMs: number;
}

export interface TermDeps extends Omit<LeaseTiming, "pollMs"> {
  readonly items: ItemTable;
  readonly instance: string;
  readonly clock: Clock;
  readonly facts: () => LeaseFacts;
  readonly onRenewed: () => void;
  readonly onRenewalFailed: (error: unknown) => void;
  readonly onLost: (error: LeaseLostError) => void;
}

/** After a renewal that failed, the next is tried this soon, or after a whole period if that is shorter. */
const retryMs = 1_000;

/**
 * One time of leading, from taking the lease to losing it or giving it back; it never begins again.
 * Renews in the background. Validity counts from before the request that was answered, so that it ends here before
 * it ends for anybody who saw the write.
 */
export class LeaseTerm {
  readonly epoch: number;
  readonly #deps: TermDeps;
  readonly #ended = new AbortController();
  readonly #lost = new AbortController();
  #row: LeaseRow;
  #validFromMs: number;

  /** @param row as written by the request that began at `startedMs` */
  constructor(deps: TermDeps, row: LeaseRow, startedMs: number) {
    this.epoch = row.epoch;
    this.#deps = deps;
    this.#row = row;
    this.#validFromMs = startedMs;
    void this.#renewUntilEnd();
    void this.#expireUntilEnd();
  }

  /** Aborted with a LeaseLostError; never by `end`. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Loses it if its time is over, also when no timer has noticed yet. @returns whether it is over */
  expire(): boolean {
    if (this.#leftMs() <= 0) this.#lose(new LeaseLostError("it could not be renewed in time"));
    return this.#ended.signal.aborted;
  }

  /** By arithmetic alone: right after the process was stopped for a while, no timer has fired yet. */
  mayWrite(): boolean {
    return !this.#ended.signal.aborted && this.#leftMs() > this.#deps.callTimeoutMs;
  }

  /** Stops renewing. @returns what to write to give the lease back */
  end(): LeaseRow {
    this.#ended.abort();
    return this.#nextRow();
  }

  #leftMs(): number {
    return this.#validFromMs + this.#deps.validMs - this.#deps.clock.now();
  }

  async #renewUntilEnd(): Promise<void> {
    let waitMs = this.#deps.renewMs;
    while (await this.#sleep(waitMs)) if (!this.expire()) waitMs = await this.#renew();
  }

  async #expireUntilEnd(): Promise<void> {
    while (await this.#sleep(Math.max(0, this.#leftMs()))) this.expire();
  }

  /** @returns false when the term is over */
  async #sleep(ms: number): Promise<boolean> {
    const { signal } = this.#ended;
    if (signal.aborted) return false;
    await this.#deps.clock.sleep(ms, signal).catch(() => undefined);
    return !signal.aborted;
  }

  /** Never throws. @returns milliseconds until the next one */
  async #renew(): Promise<number> {
    const { items, instance, clock, renewMs, onRenewed } = this.#deps;
    const startedMs = clock.now();
    const next = this.#nextRow();
    const { holder, epoch, renewals } = next;
    const condition = { kind: "matches", is: { holder, epoch }, below: { renewals } } as const;
    try {
      const outcome = await withDeadline(clock, { ms: renewMs, signal: this.#ended.signal }, (signal) =>
        items.put(leaseItem(instance, next), { condition, signal }),
      );
      const stored = outcome.kind === "refused" && outcome.stored !== undefined && leaseOf(outcome.stored);
      if (outcome.kind === "written" || (stored && isSameWrite(stored, next))) {
        this.#validFromMs = startedMs;
        onRenewed();
        return renewMs;
      }
      const by = stored ? stored.holder : undefined;
      this.#lose(new LeaseLostError(by === undefined ? "its row is gone" : `${by} took it`, by));
    } catch (error) {
      if (!this.#ended.signal.aborted) this.#deps.onRenewalFailed(error);
    }
    return Math.min(retryMs, renewMs);
  }

  /** Each attempt has a number of its own, so that one that arrives late changes nothing. */
  #nextRow(): LeaseRow {
    const { clock, facts } = this.#deps;
    const { revision: _revision, revisionSince: _since, sourceIdentity: _identity, ...rest } = this.#row;
    const renewedAt = new Date(clock.now()).toISOString();
    this.#row = { ...rest, ...facts(), renewals: rest.renewals + 1, renewedAt };
    return this.#row;
  }

  #lose(error: LeaseLostError): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#lost.abort(error);
    this.#deps.onLost(error);
  }
}
