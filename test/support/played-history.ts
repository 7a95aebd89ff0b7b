import type { DesiredSet } from "../../src/api/desired-set.ts";
import type { Resource, ResourceKey } from "../../src/api/resource.ts";
import type { SourceReading } from "../../src/engine/ports.ts";
import type { Clock as LocalClock } from "../../src/local/clock.ts";
import { createRandom } from "../../src/local/gateway/random.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { createDirectAws, type DirectCall, type PlayedAws } from "./direct-aws.ts";
import { type Flow, flowsOf, type History, type Moment } from "./flow-histories.ts";
import { type ForeignThing, makeForeign } from "./foreign-things.ts";
import { differencesInAws, isInAws } from "./held-in-aws.ts";
import { byKey } from "./made-resources.ts";
import { type PlayedController, startPlayedController } from "./played-controller.ts";
import { clockOf } from "./reached-kinds.ts";
import { createTroubledTable, type StoreWrites, type TroubledTable, watchedStore } from "./troubled-store.ts";
import { createVirtualClock } from "./virtual-clock.ts";

/** What became of a history. Everything in it ought to be empty, or nothing. */
export interface Ending {
  /** What happened on the way, and must not. */
  readonly violations: readonly string[];
  /** What AWS or the rows say otherwise than the last revision, long after the last fault. */
  readonly unlike: readonly string[];
  /** What somebody else made, and is not as it was. */
  readonly touched: readonly string[];
  /** In the scans after convergence. */
  readonly restless: {
    readonly calls: readonly string[];
    readonly rowWrites: number;
    readonly heartbeats: number;
  };
}

const stepMs = 20_000;
/** Backed-off keys, a role that is not assumable yet, and a scan: a few minutes; beyond this it never ends. */
const patienceMs = 30 * 60_000;
/** A call that was let go before the source was in doubt may wait this long for its turn. */
const underWayMs = 20_000;
/** Without renewing the lease nothing is written after this. */
const leaseMs = 15_000;

/** Where a history is played. */
export interface Stage {
  readonly clock: LocalClock;
  /** Lets so much time pass. */
  advance(ms: number): Promise<void>;
  /** Lets what is due now happen. */
  settle(): Promise<void>;
  readonly random: () => number;
  readonly aws: PlayedAws;
  readonly table: TroubledTable;
  readonly scanPeriodMs: number;
  readonly isMachineTimed: boolean;
}

/** On virtual time, with everything in memory. */
export async function openVirtualStage({ seed }: History): Promise<Stage> {
  const clock = createVirtualClock();
  const random = createRandom(seed);
  const aws = await createDirectAws(clock, () => 20 + Math.floor(random() * 80));
  const { advance, settle } = clock;
  const table = createTroubledTable(clockOf(clock), random);
  return { clock, advance, settle, random, aws, table, scanPeriodMs: 60_000, isMachineTimed: false };
}

export async function playHistory(
  history: History,
  openStage: (history: History) => Promise<Stage> = openVirtualStage,
): Promise<Ending> {
  const play = await openPlay(history, await openStage(history));
  try {
    await play.start();
    for (const moment of history.moments) await play.pass(moment);
    await play.calm();
    const unlike = await play.untilAlike();
    const restless = await play.idle();
    return { violations: play.violations, unlike, touched: await play.touched(), restless };
  } finally {
    await play.end();
  }
}

async function openPlay(history: History, stage: Stage) {
  const { random, aws, table, scanPeriodMs, isMachineTimed } = stage;
  const { now } = stage.clock;
  const clock = clockOf(stage.clock);
  const violations: string[] = [];
  const writes: StoreWrites = { rows: 0, controller: 0, events: 0 };
  const violate = (what: string) => violations.push(what);
  const foreign = await makeForeign(aws, history, () => stage.advance(30_000));
  const doubt = createDoubt(aws, violate);
  const last = lastOf(history);
  let before: readonly string[] = [];
  let reading: SourceReading | undefined;
  let epoch = 0;
  let unreachableSince = Number.POSITIVE_INFINITY;
  let controller: PlayedController;

  /** Lets time pass until it has happened. */
  const during = async <T>(promise: Promise<T>): Promise<T> => {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    promise.then(over, over);
    await stage.settle();
    while (!isOver) await stage.advance(100);
    return promise;
  };
  const startNext = async () => {
    const own = ++epoch;
    const plain = createStateStore({ items: table.items, instance: "test", epoch: () => own, clock });
    const store = watchedStore(plain, writes, violate);
    const mayWrite = () => now() - unreachableSince < leaseMs || unreachableSince > now();
    for (;;) {
      const starting = startPlayedController({
        ...{ aws, clock, store, random, mayWrite, violate },
        ...{ scanPeriodMs, isMachineTimed },
      });
      const started = await during(starting).catch(() => undefined);
      if (started !== undefined) return started;
      table.mood = "works";
    }
  };
  const setMood = (mood: Moment["table"]) => {
    table.mood = mood;
    unreachableSince = mood === "unreachable" ? now() : Number.POSITIVE_INFINITY;
  };
  const take = (next: SourceReading) => {
    reading = next;
    doubt.read(next, now());
    controller.take(next);
  };
  const stuck = stuckKeys(last, foreign, history);
  const unlikeNow = async () => [
    ...unlikeRows(controller.rows, last, stuck),
    ...(await unlikeAws(aws, { history, last, foreign, stuck, held: heldKeys(controller.rows, stuck) })),
  ];

  return {
    violations,
    start: async () => {
      before = await Promise.all(foreign.map((one) => one.look()));
      controller = await startNext();
    },
    pass: async ({ turn, restMs, faults, table: mood }: Moment) => {
      for (const fault of faults) aws.faults.inject(fault);
      setMood(mood);
      if (turn.kind === "restart") {
        await during(controller.stop());
        controller = await startNext();
        if (reading !== undefined) controller.take(reading);
      } else take(readingOf(turn, now()));
      await stage.advance(restMs);
    },
    calm: async () => {
      aws.faults.clear();
      setMood("works");
    },
    untilAlike: async () => {
      const untilMs = now() + patienceMs;
      let unlike = await unlikeNow();
      while (unlike.length > 0 && now() < untilMs) {
        await stage.advance(stepMs);
        unlike = await unlikeNow();
      }
      return unlike;
    },
    /** Two scans that begin when nothing is left to do. */
    idle: async () => {
      const scansEnd = async (count: number) => {
        const from = controller.scans;
        const untilMs = now() + patienceMs;
        while (controller.scans < from + count && now() < untilMs) await stage.advance(1_000);
      };
      await scansEnd(2);
      const calls = aws.calls.length;
      const { rows, controller: beats } = writes;
      await scansEnd(2);
      const made = aws.calls.slice(calls).filter(({ mutating }) => mutating);
      return {
        calls: made.map(({ service, operation }) => `${service}:${operation}`),
        rowWrites: writes.rows - rows,
        heartbeats: writes.controller - beats,
      };
    },
    touched: async () => {
      const now = await Promise.all(foreign.map((one) => one.look().catch(() => "gone")));
      return foreign
        .filter((one, index) => !mayBeOurs(one, history) && now[index] !== before[index])
        .map(({ name }) => name);
    },
    end: async () => {
      await during(controller.stop());
      await aws[Symbol.asyncDispose]();
    },
  };
}

function lastOf(history: History): Flow {
  return flowsOf(history).at(-1) ?? [];
}

function readingOf(turn: Exclude<Moment["turn"], { kind: "restart" }>, nowMs: number): SourceReading {
  if (turn.kind === "missing") return { kind: "missing", reason: "no such folder" };
  const diagnostic = {
    severity: "error",
    code: "E",
    message: "broken",
    file: "b.yaml",
    line: 1,
    column: 1,
  } as const;
  const set: DesiredSet = {
    revision: `r${nowMs}`,
    environments: new Map(),
    resources: byKey(turn.flow),
    workflows: [],
    diagnostics: turn.kind === "broken" ? [diagnostic] : [],
  };
  return { kind: "snapshot", set, since: new Date(nowMs).toISOString() };
}

/** Watches that nothing is deleted while it is not known what is declared. */
function createDoubt(aws: PlayedAws, violate: (what: string) => void) {
  let since: number | undefined;
  /** Names that the last whole reading declared. */
  let declared = new Set<string>();
  aws.onArrival = (call: DirectCall) => {
    if (
      since === undefined ||
      !/^Delete(Stream|Function|LogGroup|Role|EventSourceMapping)$/.test(call.operation)
    ) {
      return;
    }
    const { FunctionName, StreamName, logGroupName, RoleName } = call.input;
    const name = String(FunctionName ?? StreamName ?? logGroupName ?? RoleName);
    if (declared.has(name) || call.atMs > since + underWayMs) {
      violate(`${call.operation} of ${name} ${call.atMs - since} ms after the source was in doubt`);
    }
  };
  return {
    read: (reading: SourceReading, nowMs: number) => {
      const isWhole = reading.kind === "snapshot" && reading.set.diagnostics.length === 0;
      if (!isWhole) since ??= nowMs;
      else {
        since = undefined;
        declared = new Set([...reading.set.resources.values()].map(({ awsName }) => awsName));
      }
    },
  };
}

/** What may be adopted is ours from then on; a role is used as it is. */
function mayBeOurs({ isTagged, name }: ForeignThing, { adopt }: History): boolean {
  return adopt === "if-unowned" && !isTagged && !name.startsWith("Role/");
}

/** What cannot be had since somebody else has it, and what needs that. */
function stuckKeys(last: Flow, foreign: readonly ForeignThing[], history: History): ReadonlySet<ResourceKey> {
  const theirs = new Set(foreign.filter((one) => !mayBeOurs(one, history)).map(({ name }) => name));
  const stuck = new Set<ResourceKey>();
  for (const resource of last.toSorted(byKind)) {
    const isTheirs = resource.kind !== "Role" && theirs.has(`${resource.kind}/${resource.awsName}`);
    if (isTheirs || neededBy(resource).some((key) => stuck.has(key))) stuck.add(resource.key);
  }
  return stuck;
}

const kindOrder = ["Role", "LogGroup", "Stream", "Function", "Subscription"];

function byKind(a: Resource, b: Resource): number {
  return kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind);
}

function neededBy(resource: Resource): readonly ResourceKey[] {
  if (resource.kind === "Subscription") return [resource.spec.stream, resource.spec.function];
  if (resource.kind !== "Function") return [];
  const { role, logGroup } = resource.spec;
  return role.kind === "resource" ? [role.key, logGroup] : [logGroup];
}

function unlikeRows(
  rows: PlayedController["rows"],
  last: Flow,
  stuck: ReadonlySet<ResourceKey>,
): readonly string[] {
  const wanted = new Set(last.map(({ key }) => key));
  const held = heldKeys(rows, stuck);
  const left = rows.filter(({ key, state }) => !wanted.has(key) && state !== "released" && !held.has(key));
  const unready = last.filter(({ key }) => {
    const row = rows.find((one) => one.key === key);
    const isTrue = (type: string) =>
      row?.conditions.some((one) => one.type === type && one.status === "True");
    return !stuck.has(key) && !(isTrue("Ready") && isTrue("Synced"));
  });
  return [
    ...left.map((row) => `row of ${row.key} is ${row.state}: ${told(row)}`),
    ...unready.map(({ key }) => `${key} is not ready: ${told(rows.find((row) => row.key === key))}`),
  ];
}

/** What must stay as long as something needs it that is retained, or cannot be brought to its new wish. */
function heldKeys(rows: PlayedController["rows"], stuck: ReadonlySet<ResourceKey>): ReadonlySet<ResourceKey> {
  const held = new Set<ResourceKey>();
  const holding = rows.filter(({ key, state }) => state === "released" || stuck.has(key));
  const holders = holding.map(({ key }) => key);
  for (let key = holders.pop(); key !== undefined; key = holders.pop()) {
    const needed = rows.find((row) => row.key === key)?.dependsOn ?? [];
    holders.push(...needed.filter((one) => !held.has(one)));
    for (const one of needed) held.add(one);
  }
  return held;
}

function told(row: PlayedController["rows"][number] | undefined): string {
  const all = row?.conditions.map(
    ({ type, status, reason, message }) => `${type}=${status} ${reason} ${message}`,
  );
  return all?.join("; ") ?? "no row";
}

interface Judged {
  readonly history: History;
  readonly last: Flow;
  readonly stuck: ReadonlySet<ResourceKey>;
  readonly held: ReadonlySet<ResourceKey>;
  readonly foreign: readonly ForeignThing[];
}

async function unlikeAws({ ask }: Pick<PlayedAws, "ask">, { history, last, held, stuck, foreign }: Judged) {
  const unlike: string[] = [];
  const theirs = new Set(foreign.map(({ name }) => name));
  for (const resource of last) {
    const isUsedAsItIs = theirs.has(`Role/${resource.awsName}`);
    if (!stuck.has(resource.key) && !isUsedAsItIs) unlike.push(...(await differencesInAws(ask, resource)));
  }
  const wanted = new Set(last.map(({ key }) => key));
  const all = flowsOf(history).flat();
  for (const resource of byKey(all).values()) {
    const isTheirs = theirs.has(`${resource.kind}/${resource.awsName}`);
    if (wanted.has(resource.key) || isTheirs || held.has(resource.key)) continue;
    const policies = all.filter(({ key }) => key === resource.key).map(({ policy }) => policy.deletion);
    const isGone = policies.every((policy) => policy === "delete");
    if (isGone && (await isInAws(ask, resource))) unlike.push(`${resource.key} is still there`);
  }
  return unlike;
}
