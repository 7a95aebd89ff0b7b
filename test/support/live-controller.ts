import type { ResourceKey } from "../../src/api/resource.ts";
import { Targets } from "../../src/app/targets.ts";
import type { CallRecord } from "../../src/aws/call.ts";
import type { ControllerRow } from "../../src/core/controller-row.ts";
import type { OperatorRequest } from "../../src/core/operator-request.ts";
import type { ResourceEvent } from "../../src/core/resource-event.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { Controller, type ControllerOptions, type ScanResult } from "../../src/engine/controller.ts";
import type { StateStore, StoredState, WriteGate } from "../../src/engine/ports.ts";
import { createSource, type Source } from "../../src/source/source.ts";
import type { Watchers } from "../../src/source/watchers.ts";
import { createRequests, type Requests } from "../../src/store/requests.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { trackerFolder } from "./desired-set.ts";
import { createLivePasses } from "./live-passes.ts";
import { createLiveScans, endlessMs } from "./live-scans.ts";
import type { LiveWorld } from "./live-world.ts";
import { testAccount } from "./reached-kinds.ts";
import { machineClock, silentWatchers } from "./watched-source.ts";

export interface StartOptions {
  /** Default: the world's folder. */
  readonly path?: string;
  /** What sees the source change; default: only `read` looks. */
  readonly watchers?: Watchers;
  readonly maxDeletes?: number;
}

type Asked = OperatorRequest extends infer One
  ? One extends OperatorRequest
    ? Omit<One, "at" | "by">
    : never
  : never;

const instance = "test";
const usualPeriodMs = 60_000;
/** The lease is a matter of other tests. */
const gate: WriteGate = { mayWrite: () => true };

/** A controller with its source and its way to AWS, as a process has them, and what it did. */
export class LiveController {
  readonly events: ResourceEvent[] = [];
  /** The controller's own. */
  readonly problems: string[] = [];
  readonly #world: LiveWorld;
  readonly #calls: CallRecord[] = [];
  readonly #callsByKey: { readonly key: ResourceKey; readonly call: string }[] = [];
  readonly #passes = createLivePasses();
  readonly #scans: ReturnType<typeof createLiveScans>;
  readonly #requests: Requests;
  readonly #targets: Targets;
  readonly #source: Source;
  readonly #controller: Controller;
  readonly #end = new AbortController();
  readonly #running: Promise<void>;

  private constructor(world: LiveWorld, store: StateStore, stored: StoredState, options: StartOptions) {
    const { items, clock } = world;
    this.#world = world;
    this.#scans = createLiveScans(clock);
    this.#requests = createRequests({ items, instance, clock });
    this.#targets = this.#openTargets();
    this.#source = this.#openSource(options);
    this.#controller = new Controller({
      ports: this.#targets.ports,
      store,
      stored,
      gate,
      rng: { next: () => 0.5 },
      workers: 16,
      sourceIdentity: this.#source.identity,
      scanPeriodMs: endlessMs,
      xflowVersion: "0.0.0",
      ...this.#ears(store),
      ...(options.maxDeletes !== undefined && { maxDeletes: options.maxDeletes }),
    });
    this.#running = this.#controller.run(this.#end.signal);
  }

  /** Runs, and has read what is stored. */
  static async open(world: LiveWorld, options: StartOptions): Promise<LiveController> {
    const { items, clock } = world;
    const store = createStateStore({ items, instance, epoch: () => 1, clock });
    return new LiveController(world, store, await store.load(), options);
  }

  /** Reads the source, and looks at everything once. Once only. */
  async begin(): Promise<void> {
    await this.#source.start();
    await this.#scans.first;
    await this.rest();
  }

  get rows(): readonly ResourceRow[] {
    return this.#controller.rows;
  }

  row(key: ResourceKey): ResourceRow | undefined {
    return this.rows.find((row) => row.key === key);
  }

  get status(): ControllerRow {
    return this.#controller.status;
  }

  /** `service:Operation` of every change that it made in AWS. */
  get writes(): readonly string[] {
    const made = this.#calls.filter(({ mutating, outcome }) => mutating && outcome === "ok");
    return made.map(({ service, operation }) => `${service}:${operation}`);
  }

  /** Those for one resource, deleting it included. */
  writesFor(key: ResourceKey): readonly string[] {
    return this.#callsByKey.filter((made) => made.key === key).map(({ call }) => call);
  }

  /** Events and writes are counted from here. */
  forgetPast(): void {
    for (const list of [this.events, this.#calls, this.#callsByKey]) list.length = 0;
  }

  /** Reads the source now, and lets everything that follows happen. */
  async read(): Promise<void> {
    await this.#source.refresh();
    await this.rest();
  }

  /** A minute passes; then a scan, and all that follows from it. */
  async scan(): Promise<ScanResult> {
    const result = await this.#scanOnce();
    await this.rest();
    return result;
  }

  /** So many scans, a minute apart, and then all that follows from the last. */
  async scans(times: number): Promise<void> {
    for (let count = 0; count < times; count += 1) await this.#scanOnce();
    await this.rest();
  }

  async ask(request: Asked): Promise<void> {
    const at = new Date(this.#world.clock.now()).toISOString();
    await this.#requests.writeRequest({ ...request, at, by: "ann@desk" } as OperatorRequest);
    await this.rest();
  }

  async resume(key: ResourceKey): Promise<void> {
    await this.#requests.clearSuspend(key);
    await this.rest();
  }

  /**
   * Waits until no pass is under way or due soon. What is decided beside the passes has mostly been by then: who
   * counts on it waits for what comes of it.
   */
  async rest(): Promise<void> {
    await this.#untilAsked(2);
    await this.#world.until(
      () =>
        this.#passes.areOver() && Object.values(this.#controller.queueDepths).every((depth) => depth === 0),
    );
  }

  async stop(): Promise<void> {
    await this.#source.close();
    this.#end.abort();
    await this.#running;
    await this.#targets[Symbol.asyncDispose]();
  }

  #scanOnce(): Promise<ScanResult> {
    this.#world.clock.skip(usualPeriodMs);
    return this.#scans.next();
  }

  /** So many more times the controller has read what operators ask. */
  async #untilAsked(times: number): Promise<void> {
    const { calls } = this.#world;
    const from = calls.length;
    const isReading = ({ service, operation }: (typeof calls)[number]) =>
      service === "dynamodb" && operation === "Query";
    await this.#world.until(() => calls.slice(from).filter(isReading).length >= times);
  }

  #openTargets(): Targets {
    const { endpoint: endpointUrl } = this.#world.local;
    return new Targets({
      connection: { instance, endpointUrl, region: testAccount.region, local: true },
      builtins: { tracker: trackerFolder },
      clock: this.#scans.clock,
      onCall: (call) => this.#calls.push(call),
      callTimeoutMs: 15_000,
      gate,
      nameOf: (key) => this.row(key)?.awsName,
    });
  }

  #openSource({ path = this.#world.folder.path, watchers = silentWatchers }: StartOptions): Source {
    return createSource({
      path,
      watchers,
      sourceRoots: [],
      builtins: { tracker: trackerFolder },
      clock: machineClock,
      rng: { next: () => 0.5 },
      pollMs: 3_600_000,
      debounceMs: 1,
      appliedFrom: () => new Map(this.rows.map(({ key, source: { file } }) => [key, file])),
      onReading: (reading) => this.#controller.take(reading),
    });
  }

  #ears(
    store: StateStore,
  ): Pick<
    ControllerOptions,
    "record" | "onPlan" | "onEvent" | "onEnd" | "onScan" | "onProblem" | "observer"
  > {
    return {
      record: async (event) => {
        this.events.push(event);
        await store.record(event).catch(() => undefined);
      },
      onPlan: () => undefined,
      onEvent: (event) => {
        if (event.kind === "call") this.#callsByKey.push(event);
      },
      onEnd: this.#passes.ended,
      onScan: this.#scans.ended,
      onProblem: (doing, error) => this.problems.push(`${doing}: ${error}`),
      observer: this.#passes.observer,
    };
  }
}
