import type { DesiredSet } from "../../src/api/desired-set.ts";
import type { CodeSource, ResourceKey } from "../../src/api/resource.ts";
import { createAwsAccess } from "../../src/aws/access.ts";
import { createCallBudgets } from "../../src/aws/call-budget.ts";
import { resolveTarget } from "../../src/aws/identity.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { Controller } from "../../src/engine/controller.ts";
import type { EnginePorts, StateStore, StoredState } from "../../src/engine/ports.ts";
import { runUntilSettled } from "../../src/engine/run.ts";
import { conditionOf } from "../../src/engine/status/conditions.ts";
import { createKinds } from "../../src/kinds/registry.ts";
import { createLease, type Lease } from "../../src/store/lease.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { version } from "../../src/version.ts";
import { type CrashWorld, checksumOf, packageOf } from "./crash-world.ts";
import type { Mortal } from "./mortal.ts";

export const instance = "crash";

/** What a process of xflow does from its start to its end. */
export type RunProcess = (world: CrashWorld, process: Mortal, set: DesiredSet) => Promise<void>;

/** How long it may take until everything is as it should be, in virtual milliseconds. */
const patienceMs = 15 * 60_000;
const lookMs = 500;
/** Everything may be deleted at once. */
const maxDeletes = 1_000;
const workers = 32;

/** Both kinds of process have this much in common. */
interface Run {
  readonly world: CrashWorld;
  readonly set: DesiredSet;
  readonly lease: Lease;
  readonly store: StateStore;
  readonly stored: StoredState;
  readonly ports: EnginePorts;
}

/**
 * `xflow PATH --server`, until AWS and the table are as the set wants them and a scan has seen it; then it is told to
 * stop.
 * @throws Error with what is still amiss, when it takes too long
 */
export const runController: RunProcess = (world, process, set) => withLease({ world, process, set }, lead);

/** `xflow PATH -c --prune`. @throws Error with what is still amiss */
export const runConfigure: RunProcess = (world, process, set) =>
  withLease({ world, process, set }, async ({ lease, store, stored, ports }) => {
    await runUntilSettled({
      ...{ set, ports, store, stored, gate: lease, workers },
      requests: [],
      record: (event) => store.record(event).catch(() => undefined),
      rng: { next: () => 0.5 },
      onEvent: () => undefined,
      signal: new AbortController().signal,
      timeoutMs: patienceMs,
      prune: { scope: () => true, maxDeletes },
    });
    const { rows } = await store.load();
    if (amiss(rows, set).length > 0) throw new Error(amiss(rows, set).join("\n"));
  });

async function withLease(
  { world, process, set }: { readonly world: CrashWorld; readonly process: Mortal; readonly set: DesiredSet },
  work: (run: Run) => Promise<void>,
): Promise<void> {
  const { clock } = world;
  const items = world.itemsOf(process);
  const holder = { holder: `host:${clock.now()}`, host: "host", pid: 1, command: "server" };
  const isDead = () => true;
  const lease = createLease({ items, instance, clock, holder: { ...holder, xflowVersion: version }, isDead });
  lease.describe({ revision: set.revision });
  await lease.tryAcquire();
  const store = createStateStore({ items, instance, epoch: () => lease.epoch, clock });
  const stored = await store.load();
  await work({ world, set, lease, store, stored, ports: await portsOf(world, process, set) });
  await lease.release();
}

async function lead({ world, set, lease, store, stored, ports }: Run): Promise<void> {
  const { clock } = world;
  const problems: string[] = [];
  let scans = 0;
  const controller = new Controller({
    ...{ ports, store, stored, gate: lease, workers, maxDeletes, xflowVersion: version },
    record: (event) => store.record(event).catch(() => undefined),
    rng: { next: () => 0.5 },
    onPlan: () => undefined,
    onEvent: () => undefined,
    onEnd: () => undefined,
    sourceIdentity: "file:words.cfg",
    scanPeriodMs: 60_000,
    onScan: () => {
      scans += 1;
    },
    onProblem: (doing, error) => problems.push(`${doing}: ${error}`),
  });
  const stop = new AbortController();
  controller.take({ kind: "snapshot", set, since: new Date(clock.now()).toISOString() });
  const running = controller.run(stop.signal);
  const untilMs = clock.now() + patienceMs;
  while (scans === 0 || amiss(controller.rows, set).length > 0) {
    if (clock.now() > untilMs) throw new Error([...problems, ...amiss(controller.rows, set)].join("\n"));
    await clock.sleep(lookMs);
  }
  stop.abort();
  await running;
}

/** What of the rows is not yet, or still, as the set wants it. */
function amiss(rows: readonly ResourceRow[], { resources }: DesiredSet): readonly string[] {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const missing = [...resources.keys()].filter((key) => !isDone(byKey.get(key)));
  const left = rows.filter(({ key, state }) => !resources.has(key) && state !== "released");
  const say = (key: ResourceKey) =>
    `${key} ${byKey.get(key)?.state} ${JSON.stringify(byKey.get(key)?.conditions)}`;
  return [...missing, ...left.map(({ key }) => key)].map(say);
}

function isDone(row: ResourceRow | undefined): boolean {
  if (row?.state !== "present") return false;
  const is = (type: "Ready" | "Synced") => conditionOf(row.conditions, type)?.status === "True";
  return is("Ready") && is("Synced") && conditionOf(row.conditions, "Reconciling") === undefined;
}

async function portsOf(world: CrashWorld, process: Mortal, set: DesiredSet): Promise<EnginePorts> {
  const { clock } = world;
  const clients = world.clientsOf(process);
  const onCall = () => undefined;
  const caller = async () => ({ accountId: "000000000000", arn: "arn:aws:iam::000000000000:root" });
  const target = await resolveTarget({ instance, environment: "default", clients, signIn: { caller } });
  const { accountId, region } = target;
  const budget = createCallBudgets(clock)(accountId, region);
  const access = createAwsAccess({ target, clock, clients, budget, onCall });
  const artifacts = { build: async (code: CodeSource) => packageOf(code) };
  const kinds = createKinds(access, { artifacts, resources: set.resources });
  const bound = { target, place: { accountId, region }, kinds };
  return {
    clock,
    prepare: async () => undefined,
    targetOf: () => bound,
    targetAt: async () => bound,
    measureCode: async ({ kind, spec }) => (kind === "Function" ? checksumOf(spec.code) : undefined),
  };
}
