import { fileURLToPath } from "node:url";
import type { DesiredSet } from "./api/desired-set.ts";
import type { SeedOverrides } from "./api/seed-flow.ts";
import { type Clients, createClients } from "./aws/clients.ts";
import { type Connection, clientSettings } from "./connection.ts";
import type { ResourcePlan } from "./core/plan.ts";
import type { RunSummary } from "./core/progress.ts";
import { findDeclared } from "./declared.ts";
import type { OnEvent } from "./engine/ports.ts";
import type { LocalAwsOptions } from "./local/options.ts";
import { convertSeedFile } from "./source/convert-seed-file.ts";
import { type Loaded, loadDesiredSet } from "./source/desired-set.ts";
import type { Published } from "./tracking/publish.ts";
import { toPublishable } from "./tracking/publishable.ts";
import type { ExecutionSummary } from "./tracking/summary.ts";

export type { Connection };
export { convertSeedFile };

/*
 * What a command does not need is not loaded: the SDK's clients and the embedded AWS take longer to load than
 * validating takes. So the parts that bring them are imported where they are used.
 */

const builtins = { tracker: fileURLToPath(new URL("./tracking/tracker", import.meta.url)) };

/** Passes at once. The call budgets, not this, keep AWS's quotas. */
const workers = 32;
/** A run without an end would hang a pipeline; new streams and functions take minutes at most. */
const settleTimeoutMs = 30 * 60_000;

/**
 * Reads a seed flow file, a manifest or a folder of them. Offline.
 * @throws the file system's error when PATH cannot be read
 */
export function loadInput(
  path: string,
  sourceRoots: readonly string[],
  overrides: SeedOverrides,
): Promise<Loaded> {
  const nowMs = Date.now();
  return loadDesiredSet({ path, sourceRoots, absolutePaths: true, overrides, builtins, nowMs });
}

/** What a run is told, and whom it tells. */
export interface RunControl {
  readonly onEvent: OnEvent;
  /** Ends the run; what is being called may finish. */
  readonly signal: AbortSignal;
}

/** Makes AWS equal to the set, and waits until it is: `xflow PATH -c`. */
export async function configure(
  set: DesiredSet,
  connection: Connection,
  { onEvent, signal }: RunControl,
): Promise<RunSummary> {
  const { openTargets } = await import("./targets.ts");
  const { runUntilSettled } = await import("./engine/run.ts");
  await using targets = await openTargets(set, connection, builtins);
  return await runUntilSettled({
    set,
    ports: targets.ports,
    rng: { next: Math.random },
    workers,
    signal,
    onEvent,
    timeoutMs: settleTimeoutMs,
  });
}

/** What `configure` would do, in its order; changes nothing. */
export async function planChanges(
  set: DesiredSet,
  connection: Connection,
  signal: AbortSignal,
): Promise<readonly ResourcePlan[]> {
  const { openTargets } = await import("./targets.ts");
  const { planAll } = await import("./engine/plan-all.ts");
  await using targets = await openTargets(set, connection, builtins);
  return await planAll({ set, ports: targets.ports, workers, signal });
}

/**
 * Publishes one event; needs no rights but kinesis:PutRecord.
 * @param event a declared event's name
 * @throws NotDeclaredError, AmbiguousNameError, UnpublishableError, WrongAccountError, StreamNotFoundError
 */
export async function publishEvent(
  set: DesiredSet,
  connection: Connection,
  event: string,
  data: string,
): Promise<Published> {
  const streams = [...set.resources.values()].filter(({ kind }) => kind === "Stream");
  const stream = findDeclared(`event ${event}`, streams, event);
  const publishable = toPublishable(data);
  const { publish } = await import("./tracking/publish.ts");
  const clients = await clientsFor(set, connection, stream.environment);
  try {
    return await publish(await clients.kinesis(), stream.awsName, publishable);
  } finally {
    clients.destroy();
  }
}

/**
 * What happened to one execution; needs no rights but reading logs.
 * @throws NotDeclaredError, AmbiguousNameError, WrongAccountError, LogGroupNotFoundError
 */
export async function trackExecution(
  set: DesiredSet,
  connection: Connection,
  workflowId: string,
  executionId: string,
): Promise<ExecutionSummary> {
  const workflows = set.workflows.map((each) => ({ ...each, name: each.id }));
  const workflow = findDeclared(`workflow ${workflowId}`, workflows, workflowId);
  const { track } = await import("./tracking/track.ts");
  const clients = await clientsFor(set, connection, workflow.environment);
  const logGroupOf = (name: string) => functionLogGroup(set, workflow.environment, name);
  try {
    return await track(await clients.logs(), { ...workflow, logGroupOf }, executionId);
  } finally {
    clients.destroy();
  }
}

function functionLogGroup(set: DesiredSet, environment: string, name: string): string {
  const declared = set.resources.get(`${environment}/Function/${name}`);
  return `/aws/lambda/${declared?.awsName ?? name}`;
}

/**
 * For commands that read or publish and plan nothing: the SDK retries for them.
 * @throws WrongAccountError, before anything is called in an account that the environment is not meant for
 */
async function clientsFor(set: DesiredSet, connection: Connection, name: string): Promise<Clients> {
  const environment = set.environments.get(name);
  const clients = createClients({ ...clientSettings(connection, environment), maxAttempts: 4 });
  const accountId = environment?.accountId;
  if (accountId === undefined) return clients;
  try {
    const { resolveTarget } = await import("./aws/identity.ts");
    const { instance } = connection;
    await resolveTarget({ instance, environment: name, accountId, clients, onCall: () => undefined });
    return clients;
  } catch (error) {
    clients.destroy();
    throw error;
  }
}

/** How `xflow local` is asked to run. */
export interface LocalSettings extends Omit<LocalAwsOptions, "faults" | "durations"> {
  /** As the `--durations` flag spells them. */
  readonly durations: string;
  /** As the `--fault` flag spells them. */
  readonly faults: readonly string[];
}

/** Runs the embedded AWS until the signal. @throws PortInUseError, StorageInUseError, DurationsFlagError, FaultFlagError */
export async function runLocalAws(settings: LocalSettings, signal: AbortSignal): Promise<void> {
  const { createLocalAws } = await import("./local/local-aws.ts");
  const { parseDurationsFlag, parseFaultFlag } = await import("./local/options.ts");
  const faults = settings.faults.map((flag) => parseFaultFlag(flag));
  const durations = parseDurationsFlag(settings.durations);
  const local = await createLocalAws({ ...settings, durations, faults });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await local.stop();
}
