import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadInput } from "../dist/app.js";
import { createAwsAccess } from "../dist/aws/access.js";
import { createCallBudgets } from "../dist/aws/call-budget.js";
import { Controller } from "../dist/engine/controller.js";
import { createKinds } from "../dist/kinds/registry.js";
import { createLocalAws } from "../dist/local/local-aws.js";
import { createArtifacts } from "../dist/source/artifacts.js";
import { createStateStore } from "../dist/store/state-store.js";
import { writeFlows } from "./flows.mjs";
import { createMemoryItems } from "./memory-items.mjs";
import { createVirtualClients } from "./virtual-clients.mjs";
import { createVirtualClock } from "./virtual-clock.mjs";
import { root } from "./xflow.mjs";

const place = { accountId: "000000000000", region: "us-east-1" };
const target = { instance: "bench", partition: "aws", ...place };
const builtins = { tracker: join(root, "dist/tracking/tracker") };

/**
 * As many flows, the embedded AWS and xflow's controller, all on one clock that jumps. The controller is the one of
 * `xflow --server`, without lease, log and metrics, its state table in memory.
 * @param aws options of the embedded AWS
 * @param isFree calls wait for nothing before `meter` is called
 */
export async function withVirtualFleet({ flows, aws, isFree = false }, use) {
  const clock = createVirtualClock();
  const calls = [];
  const onCall = (call) => calls.push({ ...call, atMs: clock.now() });
  const local = await createLocalAws({ port: 0, clock, onCall, ...aws });
  const folder = await mkdtemp(join(tmpdir(), "xflow-bench-"));
  try {
    await writeFlows(folder, flows);
    const { set } = await loadInput(folder, [], {});
    const passage = createPassage(clock, local.handler, isFree);
    const fleet = await startFleet({ clock, passage, set });
    try {
      return await use({ clock, calls, set, folder, meter: passage.meter, ...fleet });
    } finally {
      await fleet.stop();
    }
  } finally {
    await local.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The way to AWS: xflow's own budgets, and how long calls take. */
function createPassage(clock, handler, isFree) {
  const budget = createCallBudgets(clock)(place.accountId, place.region);
  let isMetered = !isFree;
  let latencyMs = 0;
  return {
    meter(ms) {
      isMetered = true;
      latencyMs = ms;
    },
    budget: {
      ...budget,
      take: async (...call) => isMetered && budget.take(...call),
    },
    handler: async (request) => {
      if (latencyMs > 0) await clock.sleep(latencyMs);
      return handler(request);
    },
  };
}

async function startFleet({ clock, passage, set }) {
  const instance = target.instance;
  const store = createStateStore({ items: createMemoryItems(), instance, epoch: () => 1, clock });
  /** When each resource was first as declared. */
  const readyAtMs = new Map();
  const plannedSteps = new Map();
  let scans = 0;
  let lastScanMs = 0;
  const controller = new Controller({
    ports: portsOf({ clock, passage, set }),
    store,
    stored: await store.load(),
    gate: { mayWrite: () => true },
    rng: { next: () => 0.5 },
    workers: 32,
    sourceIdentity: "bench",
    scanPeriodMs: 60_000,
    xflowVersion: "0.0.0",
    record: (event) => store.record(event),
    onPlan: ({ key, steps }) => {
      if (!plannedSteps.has(key)) plannedSteps.set(key, steps.length);
    },
    onEvent: () => {},
    onEnd: (key, { kind }) => {
      if (kind === "settled" && !readyAtMs.has(key)) readyAtMs.set(key, clock.now());
    },
    onScan: ({ durationMs }) => {
      scans++;
      lastScanMs = durationMs;
    },
    onProblem: (doing, error) => console.error(doing, error),
  });
  const end = new AbortController();
  const startedAtMs = clock.now();
  const running = controller.run(end.signal);
  const take = (next) =>
    controller.take({ kind: "snapshot", set: next, since: new Date(clock.now()).toISOString() });
  take(set);
  return {
    startedAtMs,
    readyAtMs,
    plannedWrites: () => [...plannedSteps.values()].reduce((sum, steps) => sum + steps, 0),
    scans: () => scans,
    lastScanMs: () => lastScanMs,
    take,
    isReady: () => readyAtMs.size === set.resources.size,
    stop: async () => {
      end.abort();
      let isOver = false;
      const ending = running.then(() => {
        isOver = true;
      });
      await clock.runUntil(() => isOver, 60_000);
      await ending;
    },
  };
}

function portsOf({ clock, passage, set }) {
  const { budget, handler } = passage;
  const clients = createVirtualClients(handler);
  const access = createAwsAccess({ target, clock, clients, budget, onCall: () => {} });
  const artifacts = createArtifacts({ builtins, objects: {}, clock });
  // Resources of a later revision are asked for too.
  let { resources } = set;
  const named = { get: (key) => resources.get(key) };
  const bound = { target, place, kinds: createKinds(access, { artifacts, resources: named }) };
  return {
    clock,
    prepare: async (next) => {
      resources = next.resources;
      return [];
    },
    targetOf: () => bound,
    targetAt: async () => bound,
    measureCode: async ({ kind, spec }) =>
      kind === "Function" ? artifacts.codeSha256(spec.code) : undefined,
  };
}
