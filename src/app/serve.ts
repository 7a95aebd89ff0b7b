import type { ResourceKey } from "../api/resource.ts";
import type { SeedOverrides } from "../api/seed-flow.ts";
import type { Clock } from "../core/clock.ts";
import type { SourceReading, StoredState } from "../engine/ports.ts";
import { startOpsServer } from "../server/ops-server.ts";
import type { Builtins } from "../source/artifacts.ts";
import { createSource } from "../source/source.ts";
import { createStateStore } from "../store/state-store.ts";
import { TableSchemaError } from "../store/table.ts";
import { createLog, type Log, type LogDestination, type LogLevel } from "../telemetry/log.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { version } from "../version.ts";
import { createClock, createLeaseClock } from "./clocks.ts";
import { workers } from "./configure.ts";
import type { Connection } from "./connection.ts";
import { standByAndLead } from "./lead.ts";
import { tablePatience } from "./leadership.ts";
import { SourceFeed } from "./source-feed.ts";
import { Standing } from "./standing.ts";
import { openStateTable, type StateTable } from "./state-table.ts";

export interface ServeOptions {
  readonly path: string;
  readonly sourceRoots: readonly string[];
  readonly overrides: SeedOverrides;
  readonly builtins: Builtins;
  readonly connection: Connection;
  readonly table: string;
  /** How long a leader that says nothing keeps others out, in milliseconds. */
  readonly leaseMs: number;
  readonly scanPeriodMs: number;
  readonly maxDeletes?: number;
  /** `host:port` of /metrics, /healthz and /readyz. */
  readonly metricsListen: string;
  readonly logLevel: LogLevel;
  readonly logDestination: LogDestination;
  /** Given back once everything has come to rest, at most two seconds after it aborts. */
  readonly signal: AbortSignal;
}

/** How soon what failed at the start is tried again, in milliseconds. */
const retryMs = 5_000;
/** After the signal everything has to be over this soon, in milliseconds, whatever still hangs. */
const stopMs = 1_900;

/**
 * The controller: reads the source, stands by, and leads whenever it holds the lease; for ever.
 * @throws ListenAddressError, ListenError, TableSchemaError
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { connection, signal, table } = options;
  const clock = createClock(1);
  const metrics = createMetrics({ clock }, { version, maxConcurrentReconciles: workers });
  const log = createLog(
    { clock, destination: options.logDestination },
    { level: options.logLevel, instance: connection.instance, version },
  );
  const standing = new Standing(clock);
  metrics.readFrom(standing.scraped);
  const ops = await startOpsServer(
    {
      metrics,
      isLive: () => standing.isLive(),
      readiness: () => standing.readiness(),
      onError: (error) => log.error("an ops request failed", { err: error }),
    },
    options.metricsListen,
  );
  log.info("started", {
    ops: `${ops.address.host}:${ops.address.port}`,
    path: options.path,
    pid: process.pid,
  });
  signal.addEventListener("abort", () => log.info("stopping"), { once: true });
  const state = openStateTable(connection, table, tablePatience(options.leaseMs));
  const enough = new AbortController();
  try {
    const working = work({ options, clock, metrics, log, standing, state });
    await Promise.race([working, overAfter(signal, enough.signal, clock)]);
  } finally {
    enough.abort();
    await ops.close();
    state.close();
    log.info("stopped");
  }
}

/** What the parts of the process share. */
interface Process {
  readonly options: ServeOptions;
  readonly clock: Clock;
  readonly metrics: ReturnType<typeof createMetrics>;
  readonly log: Log;
  readonly standing: Standing;
  readonly state: StateTable;
}

async function work(here: Process): Promise<void> {
  const { options, clock, log, standing } = here;
  const stored = await untilStored(here);
  if (stored === undefined) return;
  standing.stored(stored);

  const feed = new SourceFeed();
  const source = createSource({
    path: options.path,
    sourceRoots: options.sourceRoots,
    builtins: options.builtins,
    overrides: options.overrides,
    clock,
    rng: { next: Math.random },
    appliedFrom: () =>
      new Map<ResourceKey, string>(standing.rows.map(({ key, source: { file } }) => [key, file])),
    onReading: (reading) => {
      tellReading(log, reading);
      standing.read(reading);
      feed.give(reading);
    },
  });
  standing.sourceStatus = () => source.status();
  try {
    await source.start();
    await standByAndLead({
      ...options,
      ...here,
      leaseClock: createLeaseClock(),
      feed,
      sourceIdentity: source.identity,
      workers,
    });
  } finally {
    await source.close();
  }
}

/** The table, and what is in it; tried for as long as it takes. Undefined: told to stop. */
async function untilStored(here: Process): Promise<StoredState | undefined> {
  const { options, clock, log, standing } = here;
  const { signal, table } = options;
  while (!signal.aborted) {
    const stored = await readStored(here).catch((error: unknown) => {
      if (error instanceof TableSchemaError) throw error;
      standing.tableFailed(error);
      if (!signal.aborted) log.error("the state table cannot be used yet", { err: error, table });
    });
    if (stored !== undefined) return stored;
    await clock.sleep(retryMs, signal).catch(() => undefined);
  }
  return undefined;
}

async function readStored({ options, clock, log, state }: Process): Promise<StoredState> {
  for (const warning of await state.ensure(clock, options.signal)) log.warn(warning);
  const { instance } = options.connection;
  return await createStateStore({ items: state.items, instance, epoch: () => 0, clock }).load();
}

function tellReading(log: Log, reading: SourceReading): void {
  if (reading.kind === "missing") {
    log.error("source missing: nothing is deleted", { reason: reading.reason });
    return;
  }
  const { revision, resources, diagnostics } = reading.set;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  log.info("source read", { revision, resources: resources.size, errors: errors.length });
  for (const { file, line, code, message } of errors) {
    log.error("error in the source: nothing is deleted until it is mended", {
      file,
      line,
      code,
      problem: message,
    });
  }
}

async function overAfter(signal: AbortSignal, enough: AbortSignal, clock: Clock): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
    enough.addEventListener("abort", () => resolve(), { once: true });
  });
  await clock.sleep(stopMs, enough).catch(() => undefined);
}
