import { type PrimitiveKind, primitiveKinds, type ResourceKey } from "../../src/api/resource.ts";
import { CallError } from "../../src/core/call-error.ts";
import type { Dependency, Freshness, Identity, Kind, OwnedListing, Remains } from "../../src/core/kind.ts";
import type { Health, Observation, Ownership } from "../../src/core/observation.ts";
import type { ResourcePlan, Step } from "../../src/core/plan.ts";
import type { BoundTarget, EnginePorts } from "../../src/engine/ports.ts";
import type { FakeClock } from "./fake-clock.ts";
import { MemoryStore } from "./memory-store.ts";

/** What a made-up resource wants and how AWS treats it. */
export interface Behaviour {
  readonly dependencies?: readonly Dependency[];
  /** After any write it is progressing this long. */
  readonly settlingMs?: number;
  /** Settings put by a call of their own, in the same stage as the create. */
  readonly settings?: number;
  /** Settings that AWS accepts only once the resource has settled. */
  readonly lateSettings?: number;
}

export interface Thing {
  readonly owner: "ours" | "foreign";
  /** Names of the settings that hold what is wanted. */
  readonly settings: Set<string>;
  busyUntilMs: number;
  /** Streams: CREATING until then. */
  creatingUntilMs: number;
  isBroken?: boolean;
}

/** What happens to the next write: nothing, an error without effect, or an error although it had its effect. */
export type Fault = "none" | "lost" | "unanswered" | "conflict" | "denied";

interface List {
  readonly begunAtMs: number;
  readonly rows: Promise<ReadonlyMap<ResourceKey, Thing>>;
}

/** An account and a state table in memory, with kinds that plan by comparing names of settings. */
export class FakeWorld {
  readonly table: MemoryStore;
  readonly things = new Map<ResourceKey, Thing>();
  readonly calls: { readonly key: ResourceKey; readonly call: string; readonly atMs: number }[] = [];
  /** Consumed one by one, by writes. */
  faults: Fault[] = [];
  failingLists = 0;
  lists: { readonly kind: PrimitiveKind; readonly atMs: number }[] = [];
  mostCreating = 0;
  /** Calls no correct engine makes. */
  readonly violations: string[] = [];
  /** Called before each write takes effect, with the number of writes before it. */
  beforeCall: (made: number) => void = () => undefined;
  afterCall: (made: number) => void = () => undefined;
  readonly #clock: FakeClock;
  readonly #behaviours: ReadonlyMap<ResourceKey, Behaviour>;
  readonly #cached = new Map<PrimitiveKind, List>();

  constructor(clock: FakeClock, behaviours: ReadonlyMap<ResourceKey, Behaviour> = new Map()) {
    this.#clock = clock;
    this.#behaviours = behaviours;
    this.table = new MemoryStore(clock);
  }

  /** Ports of a new process: nothing remembered. */
  ports(): EnginePorts {
    this.#cached.clear();
    const place = { accountId: "111122223333", region: "eu-west-1" };
    const target = { instance: "test", partition: "aws", ...place };
    const bound: BoundTarget = { target, place, kinds: this.#kinds() };
    return {
      clock: this.#clock,
      prepare: async () => undefined,
      targetOf: () => bound,
      targetAt: async () => bound,
      measureCode: async () => undefined,
    };
  }

  behaviourOf(key: ResourceKey): Behaviour {
    return this.#behaviours.get(key) ?? {};
  }

  #kinds(): Record<PrimitiveKind, Kind> {
    const entries = primitiveKinds.map((name) => [name, this.#kind(name)] as const);
    return Object.fromEntries(entries) as Record<PrimitiveKind, Kind>;
  }

  #kind(name: PrimitiveKind): Kind {
    const settlesOnWrite = name === "Role" || name === "LogGroup";
    return {
      name,
      ...(settlesOnWrite ? { settlesOnWrite } : {}),
      dependencies: ({ key }) => this.behaviourOf(key).dependencies ?? [],
      predictArn: ({ key }) => `arn:${key}`,
      observe: ({ key }, freshness) => this.#observe(name, key, freshness),
      plan: ({ key }, observation) => planThing(key, observation, this.behaviourOf(key)),
      apply: (step) => this.#apply(step),
      hasDepths: () => name === "Function",
      managedFields: () => [],
      identityOf: ({ awsName }) => identityOf(name, awsName),
      remains: (key) => this.#remains(key),
      remove: (step) => this.#remove(step),
      owned: async () => this.#owned(name),
    };
  }

  async #remains(key: ResourceKey): Promise<Remains> {
    await this.#clock.sleep(20);
    const thing = this.things.get(key);
    if (thing === undefined) return { kind: "absent" };
    const steps = [{ key, call: "fake:Delete", changes: [], stage: 0, action: "delete" }];
    return { kind: "present", arn: `arn:${key}`, ownership: ownershipOf(key, thing), steps };
  }

  async #remove(step: Step): Promise<void> {
    await this.#call(step, () => this.things.delete(step.key));
  }

  #owned(kind: PrimitiveKind): OwnedListing {
    if (this.failingLists > 0) {
      this.failingLists--;
      return { kind: "unknown", reason: "the list was cut short" };
    }
    const items = [...this.things].flatMap(([key, { owner }]) => {
      const [, kindOf, ...name] = key.split("/");
      const isOwn = owner === "ours" && kindOf === kind;
      return isOwn ? { key, arn: `arn:${key}`, identity: identityOf(kind, name.join("/")) } : [];
    });
    return { kind: "listed", items };
  }

  async #observe(kind: PrimitiveKind, key: ResourceKey, freshness: Freshness): Promise<Observation> {
    if (this.failingLists > 0) {
      this.failingLists--;
      return { kind: "unknown", reason: "the list was cut short" };
    }
    const list = this.#list(kind, freshness.newerThan);
    const thing = (await list.rows).get(key);
    if (thing === undefined) return { kind: "absent" };
    const ownership = ownershipOf(key, thing);
    const state = new Set(thing.settings);
    return { kind: "present", arn: `arn:${key}`, ownership, state, health: healthOf(thing, list.begunAtMs) };
  }

  /** Shared by all who accept its age; its rows are those of the moment it was begun. */
  #list(kind: PrimitiveKind, newerThanMs: number): List {
    const cached = this.#cached.get(kind);
    if (cached !== undefined && cached.begunAtMs >= newerThanMs) return cached;
    const begunAtMs = this.#clock.now();
    this.lists.push({ kind, atMs: begunAtMs });
    const rows = new Map([...this.things].map(([key, thing]) => [key, structuredClone(thing)] as const));
    const list = { begunAtMs, rows: this.#clock.sleep(40).then(() => rows) };
    this.#cached.set(kind, list);
    return list;
  }

  async #apply(step: Step): Promise<undefined> {
    await this.#call(step, () => this.#change(step));
    return undefined;
  }

  async #call(step: Step, effect: () => void): Promise<void> {
    await this.#clock.sleep(20);
    this.beforeCall(this.calls.length);
    const fault = this.faults.shift() ?? "none";
    if (fault === "lost") throw failure(step, { kind: "transient" });
    if (fault === "conflict") throw failure(step, { kind: "conflict" });
    if (fault === "denied") throw failure(step, { kind: "terminal", reason: "AccessDenied" });
    effect();
    this.calls.push({ key: step.key, call: step.call, atMs: this.#clock.now() });
    this.afterCall(this.calls.length);
    if (fault === "unanswered") throw failure(step, { kind: "transient" });
  }

  #change(step: Step): void {
    const setting = String(step.action);
    const nowMs = this.#clock.now();
    const settlingMs = this.behaviourOf(step.key).settlingMs ?? 0;
    const thing = this.things.get(step.key) ?? newThing("ours", nowMs + settlingMs);
    if (setting !== "base" && !this.things.has(step.key)) throw failure(step, { kind: "conflict" });
    if (setting === "base" && this.things.has(step.key)) this.#violate(step, "was created twice");
    if (setting.startsWith("late") && thing.busyUntilMs > nowMs) this.#violate(step, "has not settled");
    thing.settings.add(setting);
    delete thing.isBroken;
    thing.busyUntilMs = nowMs + settlingMs;
    this.things.set(step.key, thing);
    this.#countCreating();
  }

  #violate(step: Step, what: string): never {
    this.violations.push(`${step.key} ${what}`);
    throw failure(step, { kind: "conflict" });
  }

  #countCreating(): void {
    const nowMs = this.#clock.now();
    const creating = [...this.things].filter(
      ([key, thing]) => key.includes("/Stream/") && thing.creatingUntilMs > nowMs,
    );
    this.mostCreating = Math.max(this.mostCreating, creating.length);
  }
}

/** A thing that holds nothing yet; by default it was created long ago. */
export function newThing(owner: Thing["owner"], creatingUntilMs = 0): Thing {
  return { owner, settings: new Set(), busyUntilMs: creatingUntilMs, creatingUntilMs };
}

/** Each subscription connects what no other does. */
function identityOf(kind: PrimitiveKind, awsName: string): Identity {
  return kind === "Subscription" ? { awsName, streamName: awsName, functionName: awsName } : { awsName };
}

function ownershipOf(key: ResourceKey, { owner }: Thing): Ownership {
  return owner === "ours" ? { kind: "ours", resource: key } : { kind: "foreign", owner: "someone" };
}

function healthOf(thing: Thing, atMs: number): Health {
  if (thing.isBroken) return { kind: "failed", reason: "broken" };
  return thing.busyUntilMs > atMs
    ? { kind: "progressing", reason: "settling", afterMs: 1_000 }
    : { kind: "ready" };
}

/** Everything the resource should have, in the order it is put. */
export function wantedSettings({ settings = 0, lateSettings = 0 }: Behaviour): readonly string[] {
  const early = Array.from({ length: settings }, (_, index) => `early${index}`);
  const late = Array.from({ length: lateSettings }, (_, index) => `late${index}`);
  return ["base", ...early, ...late];
}

function planThing(key: ResourceKey, observation: Observation, behaviour: Behaviour): ResourcePlan {
  const refused = (reason: string, message: string): ResourcePlan => ({
    key,
    steps: [],
    warnings: [],
    differences: [],
    verdict: { kind: "refused", reason, message },
  });
  if (observation.kind === "unknown") return refused("Unknown", observation.reason);
  if (observation.kind === "present" && observation.ownership.kind !== "ours")
    return refused("NotOurs", "someone else's");
  const has = observation.kind === "present" ? (observation.state as ReadonlySet<string>) : new Set<string>();
  const isSettled = observation.kind === "present" && observation.health.kind !== "progressing";
  const missing = wantedSettings(behaviour).filter((setting) => !has.has(setting));
  const early = missing.filter((setting) => !setting.startsWith("late"));
  const firstLateStage = isSettled && early.length === 0 ? 0 : 1;
  const steps = missing.map((setting, index) => ({
    key,
    call: setting === "base" ? "fake:Create" : `fake:Put-${setting}`,
    changes: setting === "base" ? [] : [{ path: setting, from: undefined, to: true }],
    stage: index < early.length ? 0 : firstLateStage + index - early.length,
    action: setting,
  }));
  const verdict = observation.kind === "absent" ? "create" : steps.length > 0 ? "update" : "in-sync";
  const differences = observation.kind === "absent" ? [] : steps.flatMap(({ changes }) => changes);
  return { key, steps, warnings: [], differences, verdict: { kind: verdict } };
}

function failure(step: Step, disposition: ConstructorParameters<typeof CallError>[1]): CallError {
  return new CallError(step.call, disposition, new Error(disposition.kind));
}
