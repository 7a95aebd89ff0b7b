import { setMaxListeners } from "node:events";
import type { DesiredSet, Environment } from "../api/desired-set.ts";
import type { Resource, ResourceKey } from "../api/resource.ts";
import { createAwsAccess } from "../aws/access.ts";
import { createCall, type OnCall } from "../aws/call.ts";
import { createCallBudgets } from "../aws/call-budget.ts";
import { type Clients, createClients, type SignedInClients } from "../aws/clients.ts";
import { createHold, type Hold } from "../aws/hold.ts";
import { resolveTarget } from "../aws/identity.ts";
import { createS3Objects } from "../aws/s3-objects.ts";
import { CallError, type Disposition } from "../core/call-error.ts";
import { compareText } from "../core/canonical.ts";
import type { Clock } from "../core/clock.ts";
import type { Target } from "../core/kind.ts";
import type { Place } from "../core/resource-row.ts";
import type { BoundTarget, EnginePorts, WriteGate } from "../engine/ports.ts";
import { createKinds } from "../kinds/registry.ts";
import { type Artifacts, type Builtins, createArtifacts } from "../source/artifacts.ts";
import { type Connection, clientSettings } from "./connection.ts";
import { EnvironmentWatch } from "./environment-watch.ts";

export interface TargetsOptions {
  readonly connection: Connection;
  readonly builtins: Builtins;
  readonly clock: Clock;
  readonly onCall: OnCall;
  /** How long a call may take at most, in milliseconds. */
  readonly callTimeoutMs: number;
  /** Asked again right before each call that changes something. */
  readonly gate: WriteGate;
  /** The name in AWS of what is not declared, from the inventory. */
  readonly nameOf: (key: ResourceKey) => string | undefined;
}

interface OpenTarget extends BoundTarget {
  readonly artifacts: Artifacts;
  readonly hold: Hold;
  /** Whether its credentials are good again, and still of its account. @throws WrongAccountError, CallError */
  probe(): Promise<void>;
  /** Nobody probes it: whoever calls next finds out. */
  letGo(): void;
}

/** What came of connecting to where an environment is. */
interface Found {
  readonly target?: OpenTarget;
  readonly problem?: unknown;
}

/**
 * The engine's way to AWS. Each account and region is connected to when it is first needed, identity and account
 * guard first; environments that mean the same place share what is read there.
 */
export class Targets implements AsyncDisposable {
  readonly ports: EnginePorts;
  readonly #options: TargetsOptions;
  readonly #budgets: ReturnType<typeof createCallBudgets>;
  readonly #closing = new AbortController();
  readonly #watch: EnvironmentWatch;
  readonly #clients = new Set<Clients>();
  readonly #opened = new Map<string, Promise<OpenTarget>>();
  #environments: ReadonlyMap<string, Found> = new Map();
  #resources: ReadonlyMap<ResourceKey, Resource> = new Map();
  /** Of the revision before: a pass that began with it may still refer to what is declared no more. */
  #formerResources: ReadonlyMap<ResourceKey, Resource> = new Map();

  constructor(options: TargetsOptions) {
    const { clock } = options;
    this.#options = options;
    this.#budgets = createCallBudgets(clock);
    // Every read under way listens: not a leak.
    setMaxListeners(0, this.#closing.signal);
    this.#watch = new EnvironmentWatch({ clock, closed: this.#closing.signal });
    this.ports = {
      clock,
      reach: {
        down: () => this.#watch.statuses,
        onChange: (listener) => this.#watch.onChange(listener),
      },
      prepare: (set) => this.#prepare(set),
      targetOf: (environment) => this.#targetOf(environment),
      targetAt: (place) => this.#targetAt(place),
      measureCode: (resource) => this.#measureCode(resource),
    };
  }

  /** As `prepare`, for who cannot do without any. @throws WrongAccountError, NoRegionError, CallError */
  async prepareAll(set: DesiredSet): Promise<void> {
    await this.#prepare(set);
    for (const { problem } of this.#environments.values()) if (problem !== undefined) throw problem;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("nobody waits for this any longer"));
    for (const each of this.#clients) each.destroy();
  }

  async #prepare(set: DesiredSet): Promise<void> {
    if (set.resources !== this.#resources) this.#formerResources = this.#resources;
    this.#resources = set.resources;
    const found = new Map<string, Found>();
    const used = usedEnvironments(set);
    for (const environment of used) {
      const { name } = environment;
      try {
        found.set(name, { target: await this.#open(environment) });
      } catch (problem) {
        found.set(name, { problem });
      }
    }
    const kept = new Set([...found.values()].map(({ target }) => target));
    for (const { target } of this.#environments.values()) if (!kept.has(target)) target?.letGo();
    // Not one by one: what was reached stays so for those at work meanwhile.
    this.#environments = found;
    this.#watch.keep(new Set(used.map(({ name }) => name)));
    for (const environment of used) this.#judge(environment, found.get(environment.name) ?? {});
  }

  /** What was found is down or up. */
  #judge(environment: Environment, found: Found): void {
    const { name } = environment;
    const { target, problem } = found;
    if (target === undefined) {
      this.#watch.down(name, problem, async () => {
        const opened = await this.#open(environment);
        // Declared anew meanwhile: this is where it was, and perhaps not where it is to be.
        if (this.#environments.get(name) !== found) return;
        this.#environments = new Map([...this.#environments, [name, { target: opened }]]);
      });
    } else if (target.hold.problem === undefined) this.#watch.up(name);
    else this.#watch.down(name, target.hold.problem, () => target.probe());
  }

  /** All environments that mean the place wait for its credentials. @returns whether there are any */
  #held(hold: Hold, problem: CallError): boolean {
    const waiting = [...this.#environments].filter(([, { target }]) => target?.hold === hold);
    for (const [name, { target }] of waiting) {
      this.#watch.down(name, problem, async () => await target?.probe());
    }
    return waiting.length > 0;
  }

  #targetOf(environment: string): OpenTarget {
    const found = this.#environments.get(environment);
    if (found?.target !== undefined) return found.target;
    throw found?.problem ?? new Error(`environment ${environment} is not known`);
  }

  async #targetAt(place: Place): Promise<OpenTarget> {
    for (const { target } of this.#environments.values()) {
      if (target !== undefined && isAt(target.place, place)) return target;
    }
    const name = `${place.accountId} ${place.region}`;
    return this.#open({ name, namePrefix: "", ...place });
  }

  /** What failed is tried again by the next who asks. */
  #open(environment: Environment): Promise<OpenTarget> {
    const { region, assumeRoleArn, accountId } = environment;
    const id = JSON.stringify([region, assumeRoleArn, accountId]);
    const opening = this.#opened.get(id) ?? this.#connect(environment);
    this.#opened.set(id, opening);
    opening.catch(() => this.#opened.delete(id));
    return opening;
  }

  async #connect(environment: Environment): Promise<OpenTarget> {
    const clients = this.#callAs(environment);
    const { signIn } = clients;
    const asking = {
      instance: this.#options.connection.instance,
      environment: environment.name,
      clients,
      signIn,
    };
    const { accountId: guard } = environment;
    const resolving = resolveTarget({ ...asking, ...(guard !== undefined && { accountId: guard }) });
    const target = await resolving.catch((error: unknown) => this.#abandon(clients, error));
    signIn.pin(target.accountId);
    const letGo = () => {
      signIn.renew();
      hold.release();
    };
    const hold: Hold = createHold((problem) => {
      if (!this.#held(hold, problem)) letGo();
    });
    const probe = async () => {
      if (hold.problem === undefined) return;
      signIn.renew();
      await resolveTarget({ ...asking, accountId: target.accountId });
      hold.release();
    };
    const place = placeOf(target, environment.assumeRoleArn);
    return { target, place, ...this.#workIn(target, clients, hold), hold, probe, letGo };
  }

  /** Nothing is called yet. */
  #callAs(environment: Environment): SignedInClients {
    const { connection, clock, onCall, gate, callTimeoutMs: requestTimeoutMs } = this.#options;
    const settings = clientSettings(connection, environment);
    const budget = this.#budgets("", settings.region ?? "");
    const signInCall = createCall({ clock, budget, onCall, closed: this.#closing.signal });
    const calling = { requestTimeoutMs, mayWrite: () => gate.mayWrite(), signInCall, clock };
    const clients = createClients({ ...settings, ...calling });
    this.#clients.add(clients);
    return clients;
  }

  #workIn(target: Target, clients: Clients, hold: Hold): Pick<OpenTarget, "kinds" | "artifacts"> {
    const { builtins, clock, onCall, nameOf, gate } = this.#options;
    const budget = this.#budgets(target.accountId, target.region);
    const calling = { budget, onCall, mayWrite: () => gate.mayWrite(), closed: this.#closing.signal, hold };
    const access = createAwsAccess({ target, clock, clients, ...calling });
    const artifacts = createArtifacts({ builtins, objects: createS3Objects(access), clock });
    const declared = (key: ResourceKey) => this.#resources.get(key) ?? this.#formerResources.get(key);
    const resources = { get: (key: ResourceKey) => declared(key) ?? named(nameOf(key)) };
    return { kinds: createKinds(access, { artifacts, resources }), artifacts };
  }

  /** Each try has clients of its own. */
  #abandon(clients: Clients, error: unknown): never {
    clients.destroy();
    this.#clients.delete(clients);
    throw error;
  }

  /**
   * An object in S3 that cannot be read has no checksum: its code is not compared, and creating says why. One that
   * cannot be read for the moment is no answer.
   */
  async #measureCode(resource: Resource): Promise<string | undefined> {
    if (resource.kind !== "Function") return undefined;
    const { artifacts } = this.#targetOf(resource.environment);
    return artifacts.codeSha256(resource.spec.code).catch(noneWhenRefused);
  }
}

function placeOf({ accountId, region }: Target, assumeRoleArn: string | undefined): Place {
  return { accountId, region, ...(assumeRoleArn !== undefined && { assumeRoleArn }) };
}

function isAt(a: Place, b: Place): boolean {
  return a.accountId === b.accountId && a.region === b.region;
}

function named(awsName: string | undefined): Pick<Resource, "awsName"> | undefined {
  return awsName === undefined ? undefined : { awsName };
}

/** In the order of their names, so that a failure is the same one each time. */
function usedEnvironments(set: DesiredSet): Environment[] {
  const used = new Set([...set.resources.values()].map(({ environment }) => environment));
  return [...set.environments.values()]
    .filter(({ name }) => used.has(name))
    .sort((a, b) => compareText(a.name, b.name));
}

const refusals: ReadonlySet<string> = new Set<Disposition["kind"]>(["auth", "dependency", "terminal"]);

function noneWhenRefused(error: unknown): undefined {
  if (!(error instanceof CallError) || !refusals.has(error.disposition.kind)) throw error;
}
