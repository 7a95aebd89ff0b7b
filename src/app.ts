import { fileURLToPath } from "node:url";
import type { DesiredSet } from "./api/desired-set.ts";
import type { SeedOverrides } from "./api/seed-flow.ts";
import type { ConfigureOptions } from "./app/configure.ts";
import { type Connection, clientSettings } from "./app/connection.ts";
import { findDeclared } from "./app/declared.ts";
import type { ServeOptions } from "./app/serve.ts";
import { type Clients, createClients } from "./aws/clients.ts";
import type { ResourcePlan } from "./core/plan.ts";
import type { RunSummary } from "./core/progress.ts";
import type { LocalAwsOptions } from "./local/options.ts";
import { convertSeedFile } from "./source/convert-seed-file.ts";
import { type Loaded, loadDesiredSet } from "./source/desired-set.ts";
import type { Published } from "./tracking/publish.ts";
import { toPublishable } from "./tracking/publishable.ts";
import type { ExecutionSummary } from "./tracking/summary.ts";

export type { Connection, Loaded };
export { convertSeedFile };

/*
 * What a command does not need is not loaded: the SDK's clients and the embedded AWS take longer to load than
 * validating takes. So the parts that bring them are imported where they are used.
 */

const builtins = { tracker: fileURLToPath(new URL("./tracking/tracker", import.meta.url)) };

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

/** As `configure` in configure.ts; what it needs of the installation is added. */
export async function configure(options: Omit<ConfigureOptions, "builtins">): Promise<RunSummary> {
  const { configure: run } = await import("./app/configure.ts");
  return await run({ ...options, builtins });
}

/** What `configure` would do, in its order; changes nothing. */
export async function planChanges(
  options: Omit<ConfigureOptions, "builtins" | "path" | "onEvent" | "prune" | "leaseMs">,
): Promise<readonly ResourcePlan[]> {
  const { planChanges: plan } = await import("./app/configure.ts");
  return await plan({ ...options, builtins });
}

/** How the controller is asked to run. */
export interface ServeSettings extends Omit<ServeOptions, "builtins" | "logDestination"> {
  /** For people rather than for machines. */
  readonly isTerminal: boolean;
  readonly hasColors: boolean;
  readonly stderr: number | NodeJS.WritableStream;
  /** Where the embedded AWS is started for it; absent: it is somewhere else. */
  readonly localPort?: number;
}

/** Runs the controller until the signal. @throws as `serve`; PortInUseError, StorageInUseError */
export async function runServer(settings: ServeSettings): Promise<void> {
  const { serve } = await import("./app/serve.ts");
  const { openLogDestination } = await import("./telemetry/log-destination.ts");
  const { isTerminal, hasColors, stderr: to, localPort } = settings;
  const logDestination = await openLogDestination({ isTerminal, hasColors, to });
  const local = localPort === undefined ? undefined : await startLocalAws(localPort);
  try {
    await serve({ ...settings, builtins, logDestination });
  } finally {
    await local?.stop();
  }
}

async function startLocalAws(port: number) {
  const { createLocalAws } = await import("./local/local-aws.ts");
  return createLocalAws({ port, folder: ".xflow" });
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
    const { signIn } = clients;
    await resolveTarget({ instance, environment: name, accountId, clients, signIn });
    signIn.pin(accountId);
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
