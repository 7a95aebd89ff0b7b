import { type Action, type Lane, type Moment, settleInvoke, settleSend } from "./lane.ts";
import type { ShardPosition, ShardRead, ShardView } from "./ports.ts";
import { createSegmentActions, type SegmentActions } from "./segment-actions.ts";
import {
  checkpointOf,
  hasRetries,
  isDrained,
  planShard,
  type ShardState,
  startShard,
  takeIn,
  wantedRecords,
  withLane,
} from "./shard-machine.ts";
import { type PollerDeps, RESULT, type Subscription } from "./subscription.ts";

interface ShardRunOptions {
  readonly subscription: Subscription;
  readonly shardId: string;
  /** Ends invocations when the embedded AWS stops. */
  readonly signal: AbortSignal;
  /** Called once, when the shard has ended and everything in it is resolved. */
  readonly onDrained: () => void;
}

/** How soon a stream is tried again that the function's role may not read, clock milliseconds. */
const DENIED_RETRY_MS = 10_000;
const READ_LIMIT = 1_000;
/** Further reads continue on the clock, so that a long backlog does not hold up the process. */
const READS_IN_ONE_GO = 10;

/** Reads one shard and does what its state machine decides: the effects, and no decision. */
export class ShardRun {
  readonly #deps: PollerDeps;
  readonly #options: ShardRunOptions;
  readonly #actions: SegmentActions;
  readonly #inFlight = new Set<Promise<void>>();
  #state: ShardState;
  #saved: string | undefined;
  #phase: "running" | "stopping" | "over" = "running";
  #cancelWake: () => void = () => {};

  constructor(deps: PollerDeps, options: ShardRunOptions) {
    const { subscription, shardId } = options;
    this.#deps = deps;
    this.#options = options;
    this.#actions = createSegmentActions(deps, subscription, shardId);
    this.#saved = deps.checkpoints.get(subscription.mappingUuid, shardId)?.sequenceNumber;
    this.#state = startShard(subscription.start, this.#saved, subscription.settings.parallelizationFactor);
  }

  /** Reads what there is and starts what can start. Call it when something may have changed. */
  pump(): void {
    if (this.#phase !== "running" || this.#shards() === undefined) return;
    this.#cancelWake();
    if (!this.#mayRead()) {
      this.#deps.report(RESULT.streamDenied);
      this.#wakeAt(this.#deps.clock.now() + DENIED_RETRY_MS);
      return;
    }
    const hasMore = this.#readAhead();
    const plan = planShard(this.#state, this.#options.subscription.settings, this.#moment());
    this.#state = plan.state;
    for (const action of plan.actions) this.#start(action, action.lane);
    this.#saveProgress();
    this.#wakeAt(hasMore ? 0 : plan.wakeAt);
  }

  /** Starts nothing more. Resolves when nothing is in flight; what comes of it is still checkpointed. */
  async stop(): Promise<void> {
    if (this.#phase === "running") this.#phase = "stopping";
    this.#cancelWake();
    await Promise.all(this.#inFlight);
    this.abandon();
  }

  /** Starts nothing more and takes no notice of what is in flight: its records are delivered again. */
  abandon(): void {
    this.#phase = "over";
    this.#cancelWake();
  }

  #shards(): readonly ShardView[] | undefined {
    return this.#deps.streams.shards(this.#options.subscription.streamArn);
  }

  #mayRead(): boolean {
    const { functions, access } = this.#deps;
    const { functionArn, streamArn } = this.#options.subscription;
    return access.mayRead(functions.roleOf(functionArn) ?? "", streamArn);
  }

  #wakeAt(time: number | undefined): void {
    if (time === undefined || this.#phase !== "running") return;
    const { clock } = this.#deps;
    this.#cancelWake();
    this.#cancelWake = clock.after(Math.max(0, time - clock.now()), () => this.pump());
  }

  /** @returns whether there may be more to read and room for it */
  #readAhead(): boolean {
    const { subscription } = this.#options;
    for (let reads = 0; reads < READS_IN_ONE_GO; reads += 1) {
      const wanted = wantedRecords(this.#state, subscription.settings);
      if (wanted === 0) return false;
      const read = this.#read(this.#state.position, Math.min(wanted, READ_LIMIT));
      this.#state = takeIn(this.#state, {
        read,
        filter: subscription.filter,
        now: this.#deps.clock.now(),
        envelopeBytes: this.#actions.envelopeBytes(),
      });
      if (read.records.length === 0) return false;
    }
    return true;
  }

  /** A closed shard disappears once all its records are past retention. */
  #read(from: ShardPosition, limit: number): ShardRead {
    const { shardId, subscription } = this.#options;
    const isThere = this.#shards()?.some((shard) => shard.shardId === shardId) ?? false;
    if (!isThere) return { records: [], next: from, ended: true };
    return this.#deps.streams.read(subscription.streamArn, shardId, from, limit);
  }

  /** What the stream still has is looked up only when a batch is tried again: it was just read before. */
  #moment(): Moment {
    const now = this.#deps.clock.now();
    if (!hasRetries(this.#state)) return { now, isRetained: () => true };
    const oldest = this.#read({ kind: "TRIM_HORIZON" }, 1).records[0];
    const first = oldest === undefined ? undefined : BigInt(oldest.sequenceNumber);
    return { now, isRetained: (record) => first !== undefined && BigInt(record.sequenceNumber) >= first };
  }

  #start(action: Action, lane: number): void {
    const work = this.#work(action, lane).finally(() => {
      this.#inFlight.delete(work);
    });
    this.#inFlight.add(work);
  }

  async #work({ kind, segment }: Action, lane: number): Promise<void> {
    const { settings } = this.#options.subscription;
    const { clock } = this.#deps;
    if (kind === "send") {
      const isDelivered = await this.#actions.send(segment);
      this.#settle(lane, (busy) => settleSend(busy, isDelivered, clock.now()));
      return;
    }
    const verdict = await this.#actions.invoke(segment, this.#options.signal);
    if (verdict === "aborted") this.abandon();
    else this.#settle(lane, (busy) => settleInvoke(busy, verdict, settings, clock.now()));
  }

  #settle(lane: number, change: (lane: Lane) => Lane): void {
    if (this.#phase === "over") return;
    this.#state = withLane(this.#state, lane, change);
    this.#saveProgress();
    this.pump();
  }

  #saveProgress(): void {
    const sequenceNumber = checkpointOf(this.#state);
    const hasDrained = isDrained(this.#state);
    if (sequenceNumber === this.#saved && !hasDrained) return;
    this.#saved = sequenceNumber;
    const { subscription, shardId, onDrained } = this.#options;
    const saved = this.#deps.checkpoints.save(subscription.mappingUuid, shardId, {
      ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
      isDrained: hasDrained,
    });
    saved.catch(() => this.#deps.report(RESULT.checkpointFailed));
    if (!hasDrained) return;
    this.abandon();
    onDrained();
  }
}
