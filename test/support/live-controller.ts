import type { ResourceKey } from "../../src/api/resource.ts";
import type { CallRecord } from "../../src/aws/call.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { ControllerRow } from "../../src/core/controller-row.ts";
import type { OperatorRequest } from "../../src/core/operator-request.ts";
import type { ResourceEvent } from "../../src/core/resource-event.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { Controller, type ScanResult } from "../../src/engine/controller.ts";
import type { Outcome } from "../../src/engine/outcome.ts";
import type { SourceReading } from "../../src/engine/ports.ts";
import { createSource, type Source } from "../../src/source/source.ts";
import type { Watchers } from "../../src/source/watchers.ts";
import { createRequests } from "../../src/store/requests.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { Targets } from "../../src/targets.ts";
import { trackerFolder } from "./desired-set.ts";
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

/** A running controller, seen from outside. */
export interface Started {
  readonly rows: readonly ResourceRow[];
  readonly status: ControllerRow;
  readonly readings: readonly SourceReading[];
  readonly events: readonly ResourceEvent[];
  /** `service:Operation` of every change it asked AWS for, and of each call for a key. */
  readonly writes: readonly string[];
  writesFor(key: ResourceKey): readonly string[];
  /** The controller's own problems. */
  readonly problems: readonly string[];
  row(key: ResourceKey): ResourceRow | undefined;
  /** Reads the source now, and lets everything that follows happen. */
  read(): Promise<void>;
  /** A minute passes; then a scan, and all that follows from it. */
  scan(): Promise<ScanResult>;
  /** So many scans, a minute apart, and then all that follows from the last. */
  scans(times: number): Promise<void>;
  ask(request: Asked): Promise<void>;
  resume(key: ResourceKey): Promise<void>;
  /** Forgets events and writes so far. */
  forgetPast(): void;
  /** Waits until no pass is under way or due, and nothing is about to be decided. */
  rest(): Promise<void>;
  stop(): Promise<void>;
}

type Asked = OperatorRequest extends infer One
  ? One extends OperatorRequest
    ? Omit<One, "at" | "by">
    : never
  : never;

/** Longer than anything but the rest between two scans, which lasts until the next is asked for. */
const scanPeriodMs = 36_000_000;
const usualPeriodMs = 60_000;

export async function startController(world: LiveWorld, options: StartOptions): Promise<Started> {
  const { local, items, clock } = world;
  const instance = "test";
  const store = createStateStore({ items, instance, epoch: () => 1, clock });
  const requests = createRequests({ items, instance, clock });
  const stored = await store.load();
  const scans = createScans(clock);
  const made: CallRecord[] = [];
  const called: { readonly key: ResourceKey; readonly call: string }[] = [];
  const events: ResourceEvent[] = [];
  const readings: SourceReading[] = [];
  const problems: string[] = [];
  const busy = createBusy();
  const gate = { mayWrite: () => true };
  const targets = new Targets({
    connection: { instance, endpointUrl: local.endpoint, region: testAccount.region, local: true },
    builtins: { tracker: trackerFolder },
    clock: scans.clock,
    onCall: (call) => made.push(call),
    callTimeoutMs: 15_000,
    gate,
    nameOf: (key) => controller.rows.find((row) => row.key === key)?.awsName,
  });
  const path = options.path ?? world.folder.path;
  const source = openSource(path, options.watchers ?? silentWatchers, {
    appliedFrom: () => new Map(controller.rows.map(({ key, source: { file } }) => [key, file])),
    onReading: (reading) => {
      readings.push(reading);
      controller.take(reading);
    },
  });
  const controller: Controller = new Controller({
    ports: targets.ports,
    store,
    stored,
    gate,
    rng: { next: () => 0.5 },
    workers: 16,
    sourceIdentity: source.identity,
    scanPeriodMs,
    ...(options.maxDeletes !== undefined && { maxDeletes: options.maxDeletes }),
    xflowVersion: "0.0.0",
    record: async (event) => {
      events.push(event);
      await store.record(event).catch(() => undefined);
    },
    onPlan: () => undefined,
    onEvent: (event) => {
      if (event.kind === "call") called.push(event);
    },
    onEnd: busy.ended,
    onScan: scans.ended,
    onProblem: (doing, error) => problems.push(`${doing}: ${error}`),
    observer: {
      queued: () => undefined,
      requeued: () => undefined,
      passStarted: busy.started,
      passEnded: () => undefined,
      passTimedOut: () => undefined,
      passPanicked: () => undefined,
    },
  });
  const end = new AbortController();
  const running = controller.run(end.signal);
  let isStopped = false;

  const isAtRest = () => busy.isNone() && Object.values(controller.queueDepths).every((depth) => depth === 0);
  const rest = async () => {
    await polls(world, 2);
    await world.until(isAtRest);
  };
  const scan = () => {
    clock.skip(usualPeriodMs);
    return scans.next();
  };
  const started: Started = {
    get rows() {
      return controller.rows;
    },
    get status() {
      return controller.status;
    },
    readings,
    events,
    problems,
    get writes() {
      const own = made.filter(({ mutating, outcome }) => mutating && outcome === "ok");
      return own.map(({ service, operation }) => `${service}:${operation}`);
    },
    writesFor: (key) => called.filter((each) => each.key === key).map(({ call }) => call),
    row: (key) => controller.rows.find((row) => row.key === key),
    read: async () => {
      await source.refresh();
      await rest();
    },
    scan: async () => {
      const result = await scan();
      await rest();
      return result;
    },
    scans: async (times) => {
      for (let count = 0; count < times; count += 1) await scan();
      await rest();
    },
    ask: async (request) => {
      const at = new Date(clock.now()).toISOString();
      await requests.writeRequest({ ...request, at, by: "ann@desk" } as OperatorRequest);
      await rest();
    },
    resume: async (key) => {
      await requests.clearSuspend(key);
      await rest();
    },
    forgetPast: () => {
      for (const list of [made, called, events]) list.length = 0;
    },
    rest,
    stop: async () => {
      if (isStopped) return;
      isStopped = true;
      await source.close();
      end.abort();
      await running;
      await targets[Symbol.asyncDispose]();
    },
  };
  await source.start();
  await scans.first;
  await rest();
  return started;
}

function openSource(
  path: string,
  watchers: Watchers,
  told: Pick<Parameters<typeof createSource>[0], "appliedFrom" | "onReading">,
): Source {
  return createSource({
    ...{ path, watchers, ...told },
    sourceRoots: [],
    builtins: { tracker: trackerFolder },
    clock: machineClock,
    rng: { next: () => 0.5 },
    pollMs: 3_600_000,
    debounceMs: 1,
  });
}

/** So many more times the controller reads what operators ask: what it was about by then it has done. */
async function polls({ calls, until }: LiveWorld, times: number): Promise<void> {
  const from = calls.length;
  const isPoll = ({ service, operation }: LiveWorld["calls"][number]) =>
    service === "dynamodb" && operation === "Query";
  await until(() => calls.slice(from).filter(isPoll).length >= times);
}

/** Waits longer than this are not waited for, in clock milliseconds. */
const patienceMs = 30_000;

/** Keys in a pass, and those on their way. */
function createBusy() {
  const keys = new Set<ResourceKey>();
  return {
    started: (key: ResourceKey) => {
      keys.add(key);
    },
    ended: (key: ResourceKey, outcome: Outcome) => {
      if (!isOnItsWay(outcome)) keys.delete(key);
    },
    isNone: () => keys.size === 0,
  };
}

function isOnItsWay(outcome: Outcome): boolean {
  if (outcome.kind === "waiting") return outcome.afterMs <= patienceMs;
  return outcome.kind === "failed" && outcome.disposition.kind === "conflict";
}

/** A clock by which the controller rests after a scan until the next is asked for. */
function createScans(clock: Clock) {
  let onEnd: (scan: ScanResult) => void = () => undefined;
  const nextEnd = () =>
    new Promise<ScanResult>((resolve) => {
      onEnd = resolve;
    });
  const first = nextEnd();
  let wake: (() => void) | undefined;
  let onRest: () => void = () => undefined;
  const rest = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const end = () => reject(signal?.reason);
      signal?.addEventListener("abort", end, { once: true });
      wake = () => {
        signal?.removeEventListener("abort", end);
        resolve();
      };
      onRest();
    });
  const own: Clock = {
    now: clock.now,
    sleep: (ms, signal) => (ms > scanPeriodMs / 2 ? rest(signal) : clock.sleep(ms, signal)),
  };
  return {
    clock: own,
    first,
    ended: (scan: ScanResult) => onEnd(scan),
    next: async () => {
      if (wake === undefined) {
        await new Promise<void>((resolve) => {
          onRest = resolve;
        });
      }
      const ended = nextEnd();
      const begin = wake;
      wake = undefined;
      begin?.();
      return ended;
    },
  };
}
