import type { ResourceKey } from "../api/resource.ts";
import type { ControllerRow, SourceStatus } from "../core/controller-row.ts";
import { Answers } from "./answers.ts";
import { DeepRotation } from "./deep-rotation.ts";
import { InstanceStatus } from "./instance-status.ts";
import { Latest } from "./latest.ts";
import type { BoundTarget, EnginePorts, SourceReading, StateStore, StoredState } from "./ports.ts";
import type { PruneInput } from "./prune/prune.ts";
import { rebuildInventory } from "./prune/rebuild.ts";
import { Reconciler, type ReconcilerOptions } from "./reconciler.ts";
import { Scan } from "./scan.ts";
import { sourceStatus } from "./source-status.ts";
import { StateBook } from "./state-book.ts";

/** How often operators' requests are read, in milliseconds. */
const requestsMs = 2_000;
/** Of the scan period, either way: a fleet of controllers does not scan in step. */
const jitter = 0.1;
/** A pass under way at the end may finish what it is calling; then the lease is given back. In milliseconds. */
const drainMs = 1_200;

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
  readonly #answers: Answers;
  #scan = new Scan([]);
  #firstReading: () => void = () => undefined;
  readonly #hasReading: Promise<void>;
  #unreachable: readonly string[] = [];
  /** Whether what we own is known: from the table, or found again by its tags. */
  #inventory: "unknown" | "rebuilt" | "known";

  constructor(options: ControllerOptions) {
    const { ports, store, stored, record, onProblem } = options;
    this.#options = options;
    const lastScanAt = stored.controller?.lastScanAt;
    const lastScanAtMs = lastScanAt === undefined ? undefined : Date.parse(lastScanAt);
    this.#state = new StateBook(store, stored.rows, lastScanAtMs);
    this.#status = new InstanceStatus(store, firstRow(options), stored.controller);
    this.#inventory = stored.controller === undefined ? "unknown" : "known";
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
    this.#hasReading = new Promise((resolve) => {
      this.#firstReading = resolve;
    });
  }

  /** The source reads so from now on. */
  take(reading: SourceReading): void {
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

  /** Works until the signal, then lets passes under way end, at most for 1.2 s and a call's abandoning. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => {
      this.#reconciler.prune.suspend();
      this.#scan.abandon();
      this.#firstReading();
    };
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    await Promise.all([
      this.#reconciler.run(signal, drainMs),
      this.#scanOnAndOn(signal),
      this.#answerOnAndOn(signal),
    ]);
    await Promise.all([this.#readings.idle(), this.#decisions.idle()]);
  }

  async #accept(reading: SourceReading): Promise<void> {
    const { ports, sourceIdentity } = this.#options;
    if (reading.kind === "snapshot") {
      this.#unreachable = await ports.prepare(reading.set);
      const { changed } = this.#reconciler.want(reading.set);
      for (const key of changed) this.#reconciler.queue.hurry(key);
    }
    const before = this.#status.row.source;
    const source = sourceStatus(reading, {
      identity: sourceIdentity,
      before,
      unreachable: this.#unreachable,
    });
    this.#firstReading();
    await this.#tellStatus({ source });
    this.#decisions.give();
  }

  /** Before it is known what is ours, a row of the controller would say that it is. */
  async #tellStatus(change: Partial<ControllerRow>): Promise<void> {
    if (this.#inventory !== "unknown") await this.#status.update(change);
    else this.#status.note(change);
  }

  async #decide(): Promise<void> {
    const { prune, queue } = this.#reconciler;
    const { source, trustedSource } = this.#status.row;
    const { keys, block, approved } = await prune.decide(this.#pruneInput());
    for (const key of keys) queue.add(key);
    const isTrusted = source.state === "ok" && (trustedSource === undefined || approved === "OtherSource");
    await this.#tellStatus({
      deletionBlock: block,
      ...(isTrusted && { trustedSource: source.identity }),
    } as Partial<ControllerRow>);
  }

  #pruneInput(): PruneInput {
    const { maxDeletes } = this.#options;
    const { source, trustedSource, deletionBlock } = this.#status.row;
    const listUnknown = this.#unreachable[0] ?? this.#reconciler.memory.unknown;
    return {
      source,
      rebuilt: this.#inventory !== "known",
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
    const wasRebuilt = this.#inventory === "rebuilt" || (await this.#rebuild());
    memory.beginScan(ports.clock.now(), this.#rotation.next(this.#deepKeys()));
    const keys = [...desired.keys, ...this.#undeclaredKeys()].filter((key) => !queue.isDelayed(key));
    this.#scan = new Scan(keys);
    if (signal.aborted) return false;
    for (const key of keys) queue.add(key, "resync");
    await this.#scan.ended;
    if (signal.aborted) return false;
    const isWhole = memory.unknown === undefined && this.#unreachable.length === 0;
    if (wasRebuilt && isWhole) this.#inventory = "known";
    this.#decisions.give();
    await this.#tellStatus({ lastScanAt: new Date(ports.clock.now()).toISOString() });
    return isWhole;
  }

  /**
   * A table that was lost, or never was: what carries our tags becomes the inventory again.
   * @returns whether it had to be done, and everything could be listed
   */
  async #rebuild(): Promise<boolean> {
    if (this.#inventory !== "unknown") return false;
    const { ports, record } = this.#options;
    const nowMs = ports.clock.now();
    const targets = this.#reachable();
    const rebuilt = await rebuildInventory({ targets, known: this.#state.rows, newerThan: nowMs, nowMs });
    for (const row of rebuilt.rows) await this.#state.save(row);
    for (const event of rebuilt.events) await record(event);
    if (rebuilt.listUnknown !== undefined || this.#unreachable.length > 0) return false;
    this.#inventory = "rebuilt";
    return true;
  }

  #reachable(): readonly BoundTarget[] {
    const { ports } = this.#options;
    const environments = new Set(
      [...this.#reconciler.desired.resources.values()].map((each) => each.environment),
    );
    const bound = [...environments].flatMap((name) => targetOrNone(ports, name) ?? []);
    return [...new Set(bound)];
  }

  #deepKeys(): readonly ResourceKey[] {
    const { ports } = this.#options;
    return [...this.#reconciler.desired.resources.values()]
      .filter((resource) =>
        targetOrNone(ports, resource.environment)?.kinds[resource.kind].hasDepths(resource),
      )
      .map(({ key }) => key);
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

function targetOrNone(ports: EnginePorts, environment: string): BoundTarget | undefined {
  try {
    return ports.targetOf(environment);
  } catch {
    return undefined;
  }
}

function firstRow({ stored, sourceIdentity, scanPeriodMs, xflowVersion }: ControllerOptions): ControllerRow {
  const unread: SourceStatus = {
    identity: sourceIdentity,
    state: "missing",
    reason: "it has not been read yet",
    errors: [],
  };
  const { controller } = stored;
  const before = controller ?? { source: unread, epoch: 0, version: 0 };
  return { ...before, source: { ...before.source, identity: sourceIdentity }, scanPeriodMs, xflowVersion };
}
