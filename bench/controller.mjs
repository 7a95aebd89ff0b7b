import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClock } from "../dist/app/clocks.js";
import { loadInput } from "../dist/app.js";
import { createLocalAws } from "../dist/local/local-aws.js";
import { createSource } from "../dist/source/source.js";
import { flowText, writeFlows } from "./flows.mjs";
import { median } from "./median.mjs";
import { startController } from "./scanning.mjs";
import { residentAfterScan, root } from "./xflow.mjs";

const builtins = { tracker: join(root, "dist/tracking/tracker") };
/** Clock seconds to a real one, where only calls count. */
const pace = 60;
const large = 100;
/** Until what was just written is read by lists like everything else. */
const settlingScans = 6;
const measuredScans = 5;
const edits = 9;

/** What a scan that finds nothing costs, with one flow and with a hundred, and what a hundred take of memory. */
export async function idleScans() {
  const one = await withFlows(1, async (world) => idleScan(world, 1));
  const many = await withFlows(large, async (world) => {
    const figures = await idleScan(world, large);
    await world.controller.stop();
    const bytes = await residentAfterScan(world.folder, world.local.endpoint, world.instance);
    const name = `the controller's memory, ${world.count} resources`;
    return [...figures, { name, value: bytes / 1e6, limit: 320, unit: "MB" }];
  });
  return [...one, ...many];
}

/** The most of several scans in a row: the deep rotation is in it. */
async function idleScan({ controller, calls }, flows) {
  for (let scan = 0; scan < settlingScans; scan += 1) await controller.scanned();
  const reads = [];
  const stateWrites = [];
  let writes = 0;
  for (let scan = 0; scan < measuredScans; scan += 1) {
    calls.length = 0;
    await controller.scanned();
    const toAws = calls.filter(({ service }) => service !== "dynamodb");
    reads.push(toAws.length);
    writes += toAws.filter(({ mutating }) => mutating).length;
    stateWrites.push(calls.filter(({ service, mutating }) => service === "dynamodb" && mutating).length);
  }
  const of = flows === 1 ? "1 flow" : `${flows} flows`;
  return [
    { name: `scan ${of}: calls`, value: Math.max(...reads), limit: 70, unit: "calls" },
    { name: `scan ${of}: calls that change anything`, value: writes, limit: 0, unit: "calls" },
    {
      name: `scan ${of}: state writes beside one heartbeat`,
      value: Math.max(...stateWrites) - 1,
      limit: 0,
      unit: "writes",
    },
    {
      name: `scan ${of}: scans without a heartbeat`,
      value: stateWrites.filter((count) => count === 0).length,
      limit: 0,
      unit: "scans",
    },
  ];
}

async function withFlows(flows, use) {
  const folder = await mkdtemp(join(tmpdir(), "xflow-bench-"));
  const calls = [];
  const local = await createLocalAws({ port: 0, timeScale: pace, onCall: (call) => calls.push(call) });
  const instance = "bench";
  const controller = await startController({ endpoint: local.endpoint, instance, pace, builtins });
  try {
    await writeFlows(folder, flows);
    const { set } = await loadInput(folder, [], {});
    controller.take({ kind: "snapshot", set, since: new Date().toISOString() });
    while (!controller.isAlike(set.resources.size)) await sleep(50);
    return await use({ controller, calls, local, folder, instance, count: set.resources.size });
  } finally {
    await controller.stop();
    await local.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** From a saved manifest to the first call that changes AWS, watched and debounced as ever. */
export async function savedToWritten() {
  const folder = await mkdtemp(join(tmpdir(), "xflow-bench-"));
  let onWrite = () => {};
  const onCall = ({ service, mutating }) => {
    if (service !== "dynamodb" && mutating) onWrite();
  };
  const local = await createLocalAws({ port: 0, timeScale: 20, onCall });
  const controller = await startController({
    endpoint: local.endpoint,
    instance: "bench",
    pace: 1,
    builtins,
  });
  await writeFlows(folder, 1);
  let count = 0;
  const source = createSource({
    path: folder,
    sourceRoots: [],
    builtins,
    clock: createClock(1),
    rng: { next: () => 0.5 },
    appliedFrom: () => new Map(),
    onReading: (reading) => {
      count = reading.set?.resources.size ?? 0;
      controller.take(reading);
    },
  });
  try {
    await source.start();
    const times = [];
    for (let edit = 0; edit < edits; edit += 1) {
      while (!controller.isAlike(count)) await sleep(20);
      const written = new Promise((resolve) => (onWrite = resolve));
      const startedAt = performance.now();
      await save(join(folder, "flow-0.yaml"), flowText(0, 129 + edit));
      await written;
      if (edit > 1) times.push(performance.now() - startedAt);
      // The change is under way: what is alike now is the revision before.
      await sleep(100);
    }
    return [{ name: "manifest saved to first AWS write", value: median(times), limit: 150, unit: "ms" }];
  } finally {
    await source.close();
    await controller.stop();
    await local.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As editors do: whole, or not at all. */
async function save(path, text) {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
