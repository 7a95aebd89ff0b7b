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
import type { Clock } from "./core/clock.ts";
import type { BoundTarget, EnginePorts } from "./engine/ports.ts";
import { createKinds } from "./kinds/registry.ts";
import { type Artifacts, type Builtins, createArtifacts } from "./source/artifacts.ts";

/** The engine's way to AWS, for one desired set. */
export interface Targets extends AsyncDisposable {
  readonly ports: EnginePorts;
}

/** The machine's clock, running so many times as fast from now on. */
function createClock(pace: number): Clock {
  const startedAtMs = Date.now();
  return {
    now: () => Math.round(startedAtMs + (Date.now() - startedAtMs) * pace),
    sleep: (ms, signal) => sleep(ms / pace, undefined, { signal }),
  };
}

interface OpenTarget extends BoundTarget {
  readonly artifacts: Artifacts;
}

/**
 * Connects every environment that declares something: identity and account guard first, then packages are
 * measured. Environments that lead to the same place share one access, so that nothing is read twice.
 * @throws WrongAccountError, NoRegionError, CallError
 */
export async function openTargets(
  set: DesiredSet,
  connection: Connection,
  builtins: Builtins,
): Promise<Targets> {
  const opened = new Map<string, Promise<OpenTarget>>();
  const clients: Clients[] = [];
  const clock = createClock(connection.pace ?? 1);
  const budgets = createCallBudgets(clock);
  const open = async (environment: Environment): Promise<OpenTarget> => {
    const made = createClients(clientSettings(connection, environment));
    clients.push(made);
    const onCall = () => undefined;
    const { instance } = connection;
    const { name, accountId } = environment;
    const guard = accountId === undefined ? {} : { accountId };
    const target = await resolveTarget({ instance, environment: name, clients: made, onCall, ...guard });
    const budget = budgets(target.accountId, target.region);
    const access = createAwsAccess({ target, clock, clients: made, budget, onCall });
    const artifacts = createArtifacts({ builtins, objects: createS3Objects(access) });
    return { target, kinds: createKinds(access, { artifacts, resources: set.resources }), artifacts };
  };
  const targets = new Map<string, OpenTarget>();
  for (const environment of usedEnvironments(set)) {
    const { region, assumeRoleArn, accountId } = environment;
    const place = JSON.stringify([region, assumeRoleArn, accountId]);
    const target = opened.get(place) ?? open(environment);
    opened.set(place, target);
    targets.set(environment.name, await target);
  }
  const checksums = await codeChecksums(set, targets);
  return {
    ports: {
      clock,
      targetOf: (name) => expectTarget(targets, name),
      codeSha256Of: (key) => checksums.get(key),
    },
    [Symbol.asyncDispose]: async () => {
      for (const each of clients) each.destroy();
    },
  };
}

/** In the order of their names, so that a failure is the same one each time. */
function usedEnvironments(set: DesiredSet): Environment[] {
  const used = new Set([...set.resources.values()].map(({ environment }) => environment));
  return [...set.environments.values()].filter(({ name }) => used.has(name)).sort(byName);
}

function byName(a: Environment, b: Environment): number {
  return a.name < b.name ? -1 : 1;
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
