import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { DesiredSet, Environment } from "./api/desired-set.ts";
import type { FunctionResource, ResourceKey } from "./api/resource.ts";
import { createAwsAccess } from "./aws/access.ts";
import { createCallBudgets } from "./aws/call-budget.ts";
import { type Clients, createClients } from "./aws/clients.ts";
import { resolveTarget } from "./aws/identity.ts";
import { createS3Objects } from "./aws/s3-objects.ts";
import { type Connection, clientSettings } from "./connection.ts";
import { CallError } from "./core/call-error.ts";
import { compareText } from "./core/canonical.ts";
import type { Clock } from "./core/clock.ts";
import type { BoundTarget, EnginePorts } from "./engine/ports.ts";
import { createKinds } from "./kinds/registry.ts";
import { type Artifacts, type Builtins, createArtifacts } from "./source/artifacts.ts";

/** The engine's way to AWS, for one desired set. */
export interface Targets extends AsyncDisposable {
  readonly ports: EnginePorts;
}

/** The machine's clock, running so many times as fast from now on. Never goes back, whoever sets the machine's. */
function createClock(pace: number): Clock {
  const startedAtMs = Date.now();
  const startedTick = performance.now();
  return {
    now: () => Math.round(startedAtMs + (performance.now() - startedTick) * pace),
    sleep: (ms, signal) => sleep(ms / pace, undefined, { signal }),
  };
}

interface OpenTarget extends BoundTarget {
  readonly artifacts: Artifacts;
}

/**
 * Connects every environment that declares something: identity and account guard first, then packages are
 * measured. Environments that name the same place share one access, so that nothing is read twice.
 * @throws WrongAccountError, NoRegionError, CallError
 */
export async function openTargets(
  set: DesiredSet,
  connection: Connection,
  builtins: Builtins,
): Promise<Targets> {
  const clock = createClock(connection.pace ?? 1);
  const clients: Clients[] = [];
  const closing = new AbortController();
  // Every read under way listens: not a leak.
  setMaxListeners(0, closing.signal);
  const close = async () => {
    closing.abort(new Error("nobody waits for this any longer"));
    for (const each of clients) each.destroy();
  };
  const budgets = createCallBudgets(clock);
  const open = opener({ set, connection, builtins, clock, clients, budgets, closed: closing.signal });
  try {
    const targets = await openAll(set, open);
    const checksums = await codeChecksums(set, targets);
    const targetOf = (name: string) => expectTarget(targets, name);
    return {
      ports: { clock, targetOf, codeSha256Of: (key) => checksums.get(key) },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface OpenDeps {
  readonly set: DesiredSet;
  readonly connection: Connection;
  readonly builtins: Builtins;
  readonly clock: Clock;
  /** Those made, to be closed. */
  readonly clients: Clients[];
  readonly budgets: ReturnType<typeof createCallBudgets>;
  readonly closed: AbortSignal;
}

type Open = (environment: Environment) => Promise<OpenTarget>;

function opener({ set, connection, builtins, clock, clients, budgets, closed }: OpenDeps): Open {
  const { instance } = connection;
  const onCall = () => undefined;
  return async (environment) => {
    const made = createClients(clientSettings(connection, environment));
    clients.push(made);
    const { name, accountId } = environment;
    const guard = accountId === undefined ? {} : { accountId };
    const target = await resolveTarget({ instance, environment: name, clients: made, onCall, ...guard });
    const budget = budgets(target.accountId, target.region);
    const access = createAwsAccess({ target, clock, clients: made, budget, onCall, closed });
    const artifacts = createArtifacts({ builtins, objects: createS3Objects(access) });
    return { target, kinds: createKinds(access, { artifacts, resources: set.resources }), artifacts };
  };
}

async function openAll(set: DesiredSet, open: Open): Promise<ReadonlyMap<string, OpenTarget>> {
  const opened = new Map<string, OpenTarget>();
  const targets = new Map<string, OpenTarget>();
  for (const environment of usedEnvironments(set)) {
    const { region, assumeRoleArn, accountId } = environment;
    const place = JSON.stringify([region, assumeRoleArn, accountId]);
    const target = opened.get(place) ?? (await open(environment));
    opened.set(place, target);
    targets.set(environment.name, target);
  }
  return targets;
}

/** In the order of their names, so that a failure is the same one each time. */
function usedEnvironments(set: DesiredSet): Environment[] {
  const used = new Set([...set.resources.values()].map(({ environment }) => environment));
  return [...set.environments.values()]
    .filter(({ name }) => used.has(name))
    .sort((a, b) => compareText(a.name, b.name));
}

function expectTarget(targets: ReadonlyMap<string, OpenTarget>, name: string): OpenTarget {
  const target = targets.get(name);
  if (target === undefined) throw new Error(`no environment ${name}`);
  return target;
}

/**
 * The packages of one source are built once; equal sources share their checksum. An object in S3 that cannot be
 * read has none: the plan then warns that its code is not compared, and creating the function says why.
 */
async function codeChecksums(
  set: DesiredSet,
  targets: ReadonlyMap<string, OpenTarget>,
): Promise<ReadonlyMap<ResourceKey, string>> {
  const checksums = new Map<ResourceKey, string>();
  const functions = [...set.resources.values()].filter(
    (resource): resource is FunctionResource => resource.kind === "Function",
  );
  for (const { key, spec, environment } of functions) {
    const { artifacts } = expectTarget(targets, environment);
    const checksum = await artifacts.codeSha256(spec.code).catch(noneWhenRefused);
    if (checksum !== undefined) checksums.set(key, checksum);
  }
  return checksums;
}

function noneWhenRefused(error: unknown): undefined {
  if (!(error instanceof CallError)) throw error;
}
