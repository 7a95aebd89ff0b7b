import type { Clock } from "../core/clock.ts";
import type { LeaseRow } from "../core/controller-row.ts";
import type { ProgressEvent } from "../core/progress.ts";
import type { ResourceEvent } from "../core/resource-event.ts";
import { Controller } from "../engine/controller.ts";
import { mayLead } from "../engine/may-lead.ts";
import type { StateStore } from "../engine/ports.ts";
import type { Builtins } from "../source/artifacts.ts";
import type { AcquiredLease, HeldLease, Lease, LeaseChange } from "../store/lease.ts";
import { leaseTimingOf } from "../store/lease-timing.ts";
import { createStateStore } from "../store/state-store.ts";
import { TableNotFoundError } from "../store/table-not-found-error.ts";
import { countedStore } from "../telemetry/counted-store.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { createPassLog } from "../telemetry/pass-log.ts";
import { version } from "../version.ts";
import type { Connection } from "./connection.ts";
import { giveBack, hostName, openLease } from "./leadership.ts";
import type { SourceFeed } from "./source-feed.ts";
import type { Standing } from "./standing.ts";
import type { StateTable } from "./state-table.ts";
import { Targets } from "./targets.ts";

export interface LeadOptions {
  readonly connection: Connection;
  readonly builtins: Builtins;
  readonly state: Pick<StateTable, "items" | "ensure">;
  readonly clock: Clock;
  readonly leaseClock: Clock;
  readonly feed: SourceFeed;
  readonly sourceIdentity: string;
  readonly leaseMs: number;
  readonly scanPeriodMs: number;
  readonly maxDeletes?: number;
  /** Passes at once. */
  readonly workers: number;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly standing: Standing;
  readonly signal: AbortSignal;
}

/** How soon a table that failed is asked again, in milliseconds. */
const retryMs = 2_000;
/** For giving the lease back at the end, in milliseconds. */
const releaseMs = 500;

/** Stands by until the lease is free, leads until it is lost, and so on until the signal. */
export async function standByAndLead(options: LeadOptions): Promise<void> {
  const { signal, leaseClock, log, standing, feed } = options;
  const lease = openLease({
    items: options.state.items,
    instance: options.connection.instance,
    clock: leaseClock,
    command: "server",
    leaseMs: options.leaseMs,
    mayTake: leftToBetter(options),
    onChange: (change) => tellLease(options, change),
  });
  const tellStandingBy = toldByLeader(log);
  while (!signal.aborted) {
    describe(lease, options);
    try {
      const answer = await lease.tryAcquire();
      standing.tableAnswered();
      tellStandingBy(answer);
      if (answer.kind === "acquired") await leadOnce(options, lease, answer.previous?.sourceIdentity);
      else await leaseClock.sleep(answer.againInMs, signal).catch(() => undefined);
    } catch (error) {
      standing.tableFailed(error);
      log.error("the state table failed", { err: error });
      if (error instanceof TableNotFoundError) await makeTable(options);
      await leaseClock.sleep(retryMs, signal).catch(() => undefined);
    }
  }
  feed.takeWith(() => undefined)();
}

/** It was deleted under a running controller; what was in it is found again by tags. */
async function makeTable({ state, leaseClock, log, signal }: LeadOptions): Promise<void> {
  try {
    for (const warning of await state.ensure(leaseClock, signal)) log.warn(warning);
    log.warn("the state table was gone, and is made again");
  } catch (error) {
    log.error("the state table cannot be made again yet", { err: error });
  }
}

/** Tells of each leader once that this process stands by for it. */
function toldByLeader(log: Log): (answer: AcquiredLease | HeldLease) => void {
  let told: string | undefined;
  return (answer) => {
    if (answer.kind === "acquired") {
      told = undefined;
      return;
    }
    const { holder, pid, host, command, revision } = answer.row;
    if (told !== holder) log.info("standing by", { leader: hostName(host), pid, command, revision });
    told = holder;
  };
}

/** One term, from the lease to its end. */
async function leadOnce(options: LeadOptions, lease: Lease, formerSource: string | undefined): Promise<void> {
  const { connection, builtins, state, clock, metrics, log, standing, feed, signal, leaseClock } = options;
  const term = linked(signal, lease.lost);
  const store = countedStore(
    createStateStore({ items: state.items, instance: connection.instance, epoch: () => lease.epoch, clock }),
    metrics,
  );
  let leave: () => void = () => undefined;
  try {
    const stored = await store.load();
    const rowName = (key: Parameters<StateStore["get"]>[0]) =>
      standing.rows.find((row) => row.key === key)?.awsName;
    const onCall = metrics.call;
    const calling = { onCall, callTimeoutMs: leaseTimingOf(options.leaseMs).callTimeoutMs, gate: lease };
    await using targets = new Targets({ connection, builtins, clock, nameOf: rowName, ...calling });
    const controller = new Controller({
      ports: targets.ports,
      store,
      stored,
      gate: lease,
      ...tellers(options, store),
      rng: { next: Math.random },
      workers: options.workers,
      sourceIdentity: options.sourceIdentity,
      ...(formerSource !== undefined && { formerSource }),
      scanPeriodMs: options.scanPeriodMs,
      ...(options.maxDeletes !== undefined && { maxDeletes: options.maxDeletes }),
      xflowVersion: version,
    });
    standing.leads(controller, lease.epoch);
    leave = feed.takeWith((reading) => {
      describe(lease, options);
      controller.take(reading);
    });
    await controller.run(term.signal);
  } finally {
    leave();
    term.unlink();
    standing.leadsNoMore();
    await giveBack(lease, leaseClock, releaseMs);
    log.info("leading no more", { epoch: lease.epoch });
  }
}

/** Metrics, log and table each hear what happens. */
function tellers({ metrics, log, feed }: LeadOptions, store: StateStore) {
  const passLog = createPassLog(log);
  const revision = () => (feed.latest?.kind === "snapshot" ? feed.latest.set.revision : undefined);
  const onEvent = (event: ProgressEvent) => {
    const at = revision();
    passLog.progress(event, at === undefined ? {} : { revision: at });
  };
  return {
    onEvent,
    onPlan: () => undefined,
    record: async (event: ResourceEvent) => {
      metrics.told(event);
      passLog.told(event);
      await store.record(event).catch((error: unknown) => log.debug("an event was not kept", { err: error }));
    },
    onEnd: () => undefined,
    observer: metrics,
    onScan: metrics.scanEnded,
    onProblem: (doing: string, error: unknown) => log.error(`failed while ${doing}`, { err: error }),
  };
}

function describe(lease: Lease, { feed, sourceIdentity }: LeadOptions): void {
  const reading = feed.latest;
  if (reading?.kind !== "snapshot") return;
  lease.describe({ revision: reading.set.revision, revisionSince: reading.since, sourceIdentity });
}

/** Tells of each lease once that it is left to others. */
function leftToBetter({ feed, log }: LeadOptions): (previous: LeaseRow) => boolean {
  let told: number | undefined;
  return (previous) => {
    const reading = feed.latest;
    const own =
      reading?.kind === "snapshot" ? { revision: reading.set.revision, revisionSince: reading.since } : {};
    const may = mayLead(previous, { xflowVersion: version, ...own }, Date.now());
    const { epoch, revision, xflowVersion } = previous;
    if (!may && told !== epoch) {
      log.warn("leaving the lease to a replica with a newer revision or xflow", { revision, xflowVersion });
      told = epoch;
    }
    return may;
  };
}

function tellLease({ metrics, log, standing }: LeadOptions, change: LeaseChange): void {
  switch (change.kind) {
    case "acquired":
      log.info("leading", { epoch: change.epoch });
      break;
    case "renewed":
      metrics.leaseRenewed("ok");
      standing.tableAnswered();
      break;
    case "renewalFailed":
      metrics.leaseRenewed("error");
      standing.tableFailed(change.error);
      log.warn("the lease was not renewed", { err: change.error });
      break;
    case "lost":
      log.error("the lease is lost", { err: change.error });
      break;
    case "released":
      break;
  }
}

/** Aborts with the first of two signals, and holds on to neither once unlinked. */
function linked(a: AbortSignal, b: AbortSignal): { readonly signal: AbortSignal; unlink(): void } {
  const either = new AbortController();
  const follow = (signal: AbortSignal) => () => either.abort(signal.reason);
  const pairs = [a, b].map((signal) => ({ signal, listener: follow(signal) }));
  for (const { signal, listener } of pairs) {
    if (signal.aborted) listener();
    else signal.addEventListener("abort", listener, { once: true });
  }
  return {
    signal: either.signal,
    unlink: () => {
      for (const { signal, listener } of pairs) signal.removeEventListener("abort", listener);
    },
  };
}
