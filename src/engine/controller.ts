import type { ResourceKey } from "../api/resource.ts";
import type { ControllerRow, SourceStatus } from "../core/controller-row.ts";
import { Answers } from "./answers.ts";
import { DeepRotation } from "./deep-rotation.ts";
import { EnvironmentStanding } from "./environment-standing.ts";
import { firstStatus } from "./first-status.ts";
import { InstanceStatus } from "./instance-status.ts";
import { Latest } from "./latest.ts";
import { OwnedInventory } from "./owned-inventory.ts";
import type { SourceReading, StateStore, StoredState } from "./ports.ts";
import type { PruneInput } from "./prune/prune.ts";
import { keysWithDepths, placesOf } from "./reach.ts";
import { Reconciler, type ReconcilerOptions } from "./reconciler.ts";
import { Scan } from "./scan.ts";
import { isWhole, sourceStatus } from "./source-status.ts";
import { StateBook } from "./state-book.ts";

/** How often operators' requests are read, in milliseconds. */
const requestsMs = 2_000;
/** Of the scan period, either way: a fleet of controllers does not scan in step. */
const jitter = 0.1;
/** A pass under way at the end may finish what it is calling; then the lease is given back. In milliseconds. */
const drainMs = 1_000;
/** Then reads and rows get this long, in milliseconds. */
const restMs = 100;

export interface ScanResult {
  readonly durationMs: number;
  /** `error`: some of it could not be seen. */
  readonly result: "ok" | "error";
}

export interface ControllerOptions
  extends Pick<
    ReconcilerOptions,
    "ports" | "gate" | "rng" | "workers" | "record" | "onPlan" | "onEvent" | "onEnd" | "observer"
  > {
  readonly store: StateStore;
  readonly stored: StoredState;
  readonly sourceIdentity: string;
  /** By which source the rows were made, as the lease tells: trusted while no controller has kept one. */
  readonly formerSource?: string;
  /** Milliseconds from scan to scan, ±10 %. */
  readonly scanPeriodMs: number;
  readonly maxDeletes?: number;
  readonly xflowVersion: string;
  readonly onScan: (scan: ScanResult) => void;
  /** Something went wrong that no resource is to blame for; it is tried again. Must not throw. */
  readonly onProblem: (doing: string, error: unknown) => void;
}

/**
 * Keeps AWS equal to the newest reading, as long as it holds the lease:
 *
 * ```
 * reading ──▶ want ──changed keys──▶ queue ──▶ passes
 *                └──▶ decide what may be deleted ──▶ queue
 * scan (every period) ──all keys──▶ queue ──ended──▶ decide, heartbeat
 * requests (every 2 s) ──▶ suspend, hurry, approve, forget
 * ```
 */
export class Controller {
  readonly #options: ControllerOptions;
  readonly #state: StateBook;
  readonly #status: InstanceStatus;
  readonly #reconciler: Reconciler;
  readonly #rotation = new DeepRotation();
  readonly #readings: Latest<SourceReading>;
  readonly #decisions: Latest<void>;
  readonly #environments: EnvironmentStanding;
  readonly #reaches: Latest<void>;
  readonly #answers: Answers;
  #scan = new Scan([]);
  #firstReading: () => void = () => undefined;
  readonly #hasReading: Promise<void>;
  readonly #inventory: OwnedInventory;
  #newest: SourceReading | undefined;
  /** The newest that was no failure. */
  #snapshot: Extract<SourceReading, { kind: "snapshot" }> | undefined;
  #hasScanned = false;

  constructor(options: ControllerOptions) {
    const { ports, store, stored, record, onProblem } = options;
    this.#options = options;
    const lastScanAt = stored.controller?.lastScanAt;
    const lastScanAtMs = lastScanAt === undefined ? undefined : Date.parse(lastScanAt);
    this.#state = new StateBook(store, stored.rows, lastScanAtMs);
    this.#status = new InstanceStatus(
      store,
      firstStatus({ ...options, stored: stored.controller }),
      stored.controller,
    );
    this.#inventory = new OwnedInventory({ state: this.#state, record }, stored.controller);
    this.#reconciler = new Reconciler({
      ...options,
      state: this.#state,
      onEnd: (key, outcome, retryInMs) => {
        this.#scan.lookedAt(key);
        options.onEnd(key, outcome, retryInMs);
      },
    });
    this.#answers = new Answers({
      reconciler: this.#reconciler,
      state: this.#state,
      clock: ports.clock,
      record,
    });
    this.#readings = new Latest((reading) => this.#accept(reading), onProblem, "taking the source over");
    this.#decisions = new Latest<void>(() => this.#decide(), onProblem, "deciding what may be deleted");
    this.#environments = new EnvironmentStanding(options);
    this.#reaches = new Latest<void>(() => this.#reachChanged(), onProblem, "telling of environments");
    ports.reach?.onChange(() => this.#reaches.give());
    this.#hasReading = new Promise((resolve) => {
      this.#firstReading = resolve;
    });
  }

  /** The source reads so from now on. */
  take(reading: SourceReading): void {
    this.#newest = reading;
    if (!isWhole(reading)) this.#reconciler.prune.suspend();
    this.#readings.give(reading);
  }

  get rows() {
    return this.#state.rows;
  }

  get status(): ControllerRow {
    return this.#status.row;
  }

  get queueDepths() {
    return this.#reconciler.queue.depths;
  }

  /** Works until the signal, then lets passes under way end, at most for 1.1 s and a call's abandoning. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => {
      this.#reconciler.prune.suspend();
      this.#scan.abandon();
      this.#firstReading();
    };
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    const rest = Promise.all([this.#scanOnAndOn(signal), this.#answerOnAndOn(signal)]).then(() =>
      Promise.all([this.#readings.idle(), this.#decisions.idle()]),
    );
    await this.#reconciler.run(signal, drainMs);
    await this.#waitBriefly(rest);
  }

  /** What is left only reads, or writes rows that a newer leader's epoch refuses: the lease need not wait for it. */
  async #waitBriefly(rest: Promise<unknown>): Promise<void> {
    const enough = new AbortController();
    const late = this.#options.ports.clock.sleep(restMs, enough.signal).catch(() => undefined);
    await Promise.race([rest, late]);
    enough.abort();
  }

  async #accept(reading: SourceReading): Promise<void> {
    const { ports } = this.#options;
    if (reading.kind === "snapshot") this.#snapshot = reading;
    if (this.#snapshot !== undefined) {
      const { set } = this.#snapshot;
      await ports.prepare(set);
      const { changed } = this.#reconciler.want(set);
      // The first scan looks at all of them anyway.
      if (this.#hasScanned) for (const key of changed) this.#reconciler.hurry(key);
    }
    this.#firstReading();
    const telling = this.#status.update({ source: this.#sourceAfter(reading), ...this.#inventory.row });
    this.#reaches.give();
    this.#decisions.give();
    await telling;
  }

  #sourceAfter(reading: SourceReading): SourceStatus {
    const { sourceIdentity: identity } = this.#options;
    const before = this.#status.row.source;
    return sourceStatus(reading, { identity, before });
  }

  /** A reading that is in doubt counts at once; one that is whole, only once what it declares is wanted. */
  get #sourceNow(): SourceStatus {
    const newest = this.#newest;
    return newest === undefined || isWhole(newest) ? this.#status.row.source : this.#sourceAfter(newest);
  }

  async #decide(): Promise<void> {
    const { prune, queue } = this.#reconciler;
    const { trustedSource } = this.#status.row;
    const source = this.#sourceNow;
    const { keys, block, approved } = await prune.decide(this.#pruneInput());
    for (const key of keys) queue.add(key);
    const isTrusted = source.state === "ok" && (trustedSource === undefined || approved === "OtherSource");
    await this.#status.update({
      deletionBlock: block,
      ...(isTrusted && { trustedSource: source.identity }),
    } as Partial<ControllerRow>);
  }

  #pruneInput(): PruneInput {
    const { maxDeletes } = this.#options;
    const { trustedSource, deletionBlock } = this.#status.row;
    const listUnknown = this.#environments.unknown ?? this.#reconciler.unknown;
    return {
      source: this.#sourceNow,
      rebuilt: !this.#inventory.isKnown,
      approvals: this.#reconciler.wishes.approvals,
      ...(trustedSource !== undefined && { trustedSource }),
      ...(listUnknown !== undefined && { listUnknown }),
      ...(maxDeletes !== undefined && { maxDeletes }),
      ...(deletionBlock !== undefined && { previousBlock: deletionBlock }),
    };
  }

  async #scanOnAndOn(signal: AbortSignal): Promise<void> {
    const { ports, rng, scanPeriodMs, onScan, onProblem } = this.#options;
    const { clock } = ports;
    await this.#hasReading;
    while (!signal.aborted) {
      const startedAtMs = clock.now();
      const isWhole = await this.#scanOnce(signal).catch((error: unknown) => {
        onProblem("scanning", error);
        return false;
      });
      if (signal.aborted) return;
      const nowMs = clock.now();
      onScan({ durationMs: nowMs - startedAtMs, result: isWhole ? "ok" : "error" });
      const periodMs = scanPeriodMs * (1 - jitter + 2 * jitter * rng.next());
      await clock.sleep(Math.max(0, startedAtMs + periodMs - nowMs), signal).catch(() => undefined);
    }
  }

  /** @returns whether all of it was seen */
  async #scanOnce(signal: AbortSignal): Promise<boolean> {
    const { ports } = this.#options;
    const { memory, queue, desired } = this.#reconciler;
    await this.#rebuild();
    memory.beginScan(
      ports.clock.now(),
      this.#rotation.next(keysWithDepths(desired.resources.values(), ports)),
    );
    const keys = [...desired.keys, ...this.#undeclaredKeys()].filter((key) => !queue.isDelayed(key));
    this.#scan = new Scan(keys);
    if (signal.aborted) return false;
    this.#hasScanned = true;
    for (const key of keys) queue.add(key, this.#reconciler.priorityOf(key, "resync"));
    await this.#scan.ended;
    if (signal.aborted) return false;
    const isWhole = this.#reconciler.unknown === undefined && this.#environments.unknown === undefined;
    if (isWhole) this.#inventory.scanned();
    this.#decisions.give();
    const lastScanAt = new Date(ports.clock.now()).toISOString();
    await this.#status.update({ lastScanAt, ...this.#inventory.row });
    return isWhole;
  }

  /** What waited for an environment goes on by itself. */
  async #reachChanged(): Promise<void> {
    const up = await this.#environments.tell();
    await this.#status.update(this.#environments.row);
    // What depends on what is known only where kinds can be asked.
    if (up.size > 0 && this.#newest !== undefined) this.#readings.give(this.#newest);
    await this.#readings.idle();
    const { desired, queue } = this.#reconciler;
    const waiting = [...desired.resources.values(), ...this.#state.rows];
    for (const { key, environment } of waiting) if (up.has(environment)) queue.hurry(key);
  }

  /** Only with all places known can all that is ours be found there. */
  async #rebuild(): Promise<void> {
    const { ports } = this.#options;
    if (this.#snapshot === undefined || this.#environments.unknown !== undefined) return;
    const places = placesOf(this.#reconciler.desired.resources.values(), ports);
    await this.#inventory.rebuild(places, ports.clock.now());
  }

  #undeclaredKeys(): readonly ResourceKey[] {
    const { resources } = this.#reconciler.desired;
    return this.#state.rows
      .filter(({ key, state }) => state !== "released" && !resources.has(key))
      .map(({ key }) => key);
  }

  async #answerOnAndOn(signal: AbortSignal): Promise<void> {
    const { ports, store, onProblem } = this.#options;
    await this.#hasReading;
    while (!signal.aborted) {
      try {
        if (await this.#answers.give(await store.requests())) this.#decisions.give();
      } catch (error) {
        onProblem("reading what operators ask", error);
      }
      await ports.clock.sleep(requestsMs, signal).catch(() => undefined);
    }
  }
}
