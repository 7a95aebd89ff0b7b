import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DesiredSet } from "../../src/api/desired-set.ts";
import type { Resource, ResourceKey } from "../../src/api/resource.ts";
import { type AwsAccess, createAwsAccess } from "../../src/aws/access.ts";
import type { CallRecord } from "../../src/aws/call.ts";
import { createCallBudgets } from "../../src/aws/call-budget.ts";
import { createClients } from "../../src/aws/clients.ts";
import { resolveTarget } from "../../src/aws/identity.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { ResourcePlan } from "../../src/core/plan.ts";
import type { RunSummary } from "../../src/core/progress.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { planAll } from "../../src/engine/plan-all.ts";
import type { EnginePorts } from "../../src/engine/ports.ts";
import { runUntilSettled } from "../../src/engine/run.ts";
import { createKinds } from "../../src/kinds/registry.ts";
import { type Clock as LocalClock, sleep as localSleep } from "../../src/local/clock.ts";
import type { Artifacts } from "../../src/source/artifacts.ts";
import { zip } from "../../src/source/zip.ts";
import { byKey } from "./made-resources.ts";

/** The machine's. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** The embedded AWS's, which may run faster. */
export function clockOf(local: LocalClock): Clock {
  return { now: () => local.now(), sleep: (ms, signal) => localSleep(local, ms, signal) };
}

const signal = new AbortController().signal;

/** A process that reaches an emulator: it remembers what it saw, did and applied, until a new one is made. */
export interface Reached extends Disposable {
  readonly calls: CallRecord[];
  run(resources: readonly Resource[]): Promise<RunSummary>;
  plan(resources: readonly Resource[]): Promise<readonly ResourcePlan[]>;
}

export async function reach(
  endpointUrl: string,
  { clock = realClock, instance = "test" }: { readonly clock?: Clock; readonly instance?: string } = {},
): Promise<Reached> {
  const { access, calls, destroy } = await reachAws(endpointUrl, { clock, instance });
  const { target } = access;
  const place = { accountId: target.accountId, region: target.region };

  const portsFor = (resources: readonly Resource[]): EnginePorts => {
    const bound = { target, place, kinds: kindsOf(access, resources) };
    return {
      clock,
      prepare: async () => undefined,
      targetOf: () => bound,
      targetAt: async () => bound,
      measureCode: async () => codeSha256,
    };
  };
  const rows = new Map<ResourceKey, ResourceRow>();
  const store = {
    get: async (key: ResourceKey) => rows.get(key),
    put: async (row: ResourceRow) => {
      const stored = { ...row, version: row.version + 1 };
      rows.set(row.key, stored);
      return stored;
    },
    delete: async ({ key }: ResourceRow) => {
      rows.delete(key);
    },
  };
  return {
    calls,
    run: (resources) =>
      runUntilSettled({
        set: setOf(resources),
        ports: portsFor(resources),
        store,
        stored: { rows: [...rows.values()], controller: undefined },
        requests: [],
        gate: { mayWrite: () => true },
        record: async () => {},
        rng: { next: () => 0.5 },
        workers: 8,
        signal,
        onEvent: () => {},
        timeoutMs: 600_000,
      }),
    plan: (resources) =>
      planAll({
        set: setOf(resources),
        rows: [...rows.values()],
        requests: [],
        ports: portsFor(resources),
        workers: 8,
        signal,
      }),
    [Symbol.dispose]: destroy,
  };
}

function setOf(resources: readonly Resource[]): DesiredSet {
  const nothing = { environments: new Map(), workflows: [], diagnostics: [] };
  return { revision: "r1", resources: byKey(resources), ...nothing };
}

/** Access to an emulator, as a process has it, and the calls made by it. */
export async function reachAws(
  endpointUrl: string,
  { clock, instance }: { readonly clock: Clock; readonly instance: string },
) {
  const calls: CallRecord[] = [];
  const onCall = (record: CallRecord) => calls.push(record);
  const clients = createClients({ ...testAccount, endpointUrl, sessionName: "test" });
  const target = await resolveTarget({ instance, environment: "default", clients, signIn: clients.signIn });
  const budget = createCallBudgets(clock)(target.accountId, target.region);
  const access = createAwsAccess({ target, clock, clients, budget, onCall });
  return { access, calls, destroy: () => clients.destroy() };
}

export const testAccount = {
  region: "eu-west-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};

/** Deployment packages, and what Lambda measures of them. */
export type Packages = Pick<Artifacts, "build" | "codeSha256">;

/** The registry's kinds. */
export function kindsOf(access: AwsAccess, resources: readonly Resource[], packages: Packages = onePackage) {
  const { build } = packages;
  return createKinds(access, { artifacts: { build }, resources: byKey(resources) });
}

/** A function that does nothing. */
const codePackage = zip([
  { name: "index.js", executable: false, bytes: Buffer.from("exports.handler = async () => {};\n") },
]);
export const codeSha256 = createHash("sha256").update(codePackage).digest("base64");

/** The same for every function, whatever its source. */
export const onePackage: Packages = { build: async () => codePackage, codeSha256: async () => codeSha256 };

/** What the plans would call, by resource. */
export function callsOf(plans: readonly ResourcePlan[]): Readonly<Record<string, readonly string[]>> {
  const entries = plans
    .filter(({ steps }) => steps.length > 0)
    .map(({ key, steps }) => [key, steps.map(({ call }) => call)] as const);
  return Object.fromEntries(entries);
}
