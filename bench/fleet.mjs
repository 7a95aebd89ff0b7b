import { loadInput } from "../dist/app.js";
import { REALISTIC_DURATIONS } from "../dist/local/durations.js";
import { writeFlows } from "./flows.mjs";
import { longestTogether, slotRests } from "./stream-slots.mjs";
import { withVirtualFleet } from "./virtual-fleet.mjs";

const flows = 100;
/** AWS as it is by default: its quotas, and a round trip of 100 ms. */
const metered = { enforceQuotas: true, latencyMs: 100 };
const instant = Object.fromEntries(Object.keys(REALISTIC_DURATIONS).map((name) => [name, 0]));
const day = 86_400_000;
/** Until what was just written is read by lists like everything else, and then as many to take the most of. */
const usualScans = { settling: 6, measured: 5 };

/** A hundred flows made by xflow under AWS's quotas, where everything is there at once: then calls are what takes time. */
export async function fleetAtOnce() {
  return withVirtualFleet({ flows, aws: { ...metered, durations: instant } }, async (fleet) => {
    await fleet.clock.runUntil(fleet.isReady, day);
    const name = `${flows} flows, quotas, streams at once`;
    const made = converged(fleet, { name, floorS: 120, ratio: 1.1 });
    const writes = fleet.plannedWrites() / flows;
    const calls = { name: `${name}: calls a flow (${writes} writes)`, value: fleet.calls.length / flows };
    // Two more than for one flow: functions and streams of a long list are asked about one by one, which spares
    // the quotas that lists share with what is being made.
    const limit = Math.floor(1.1 * writes + 8) + 3;
    return [
      ...made,
      { ...calls, limit, unit: "calls" },
      ...(await idleScan(fleet, { flows, calls: 70, seconds: 3 })),
    ];
  });
}

/** The same where each stream takes 15 s, five at once: then slots that stand idle are what takes time. */
export async function fleetWithSlowStreams() {
  const durations = REALISTIC_DURATIONS;
  return withVirtualFleet({ flows, aws: { ...metered, durations } }, async (fleet) => {
    await fleet.clock.runUntil(fleet.isReady, day);
    const name = `${flows} flows, quotas, 15 s a stream`;
    const rests = slotRests(fleet.calls, durations.streamCreatingMs).sort((a, b) => a - b);
    const mean = rests.reduce((sum, rest) => sum + rest, 0) / rests.length / 1000;
    const p95 = rests[Math.floor(rests.length * 0.95)] / 1000;
    const most = longestTogether(fleet.calls, durations);
    return [
      ...converged(fleet, { name, floorS: 1800, ratio: 1.06 }),
      { name: `${name}: most in CREATING or DELETING`, value: most, limit: 5, unit: "streams" },
      { name: `${name}: a free slot's rest, mean`, value: mean, limit: 0.6, unit: "s" },
      { name: `${name}: a free slot's rest, p95`, value: p95, limit: 1, unit: "s" },
    ];
  });
}

/** One flow more, beside one that runs. Its two waves of streams take 30 s; mappings are there at once. */
export async function oneNewFlow() {
  const durations = { ...REALISTIC_DURATIONS, mappingTransitionMs: 0 };
  return withVirtualFleet({ flows: 1, aws: { ...metered, durations } }, async (fleet) => {
    const { clock, calls, readyAtMs } = fleet;
    await clock.runUntil(fleet.isReady, day);
    await writeFlows(fleet.folder, 2);
    const { set } = await loadInput(fleet.folder, [], {});
    const known = readyAtMs.size;
    calls.length = 0;
    const startedAtMs = clock.now();
    fleet.take(set);
    await clock.runUntil(() => readyAtMs.size === set.resources.size, day);
    const seconds = (atMs) => (atMs - startedAtMs) / 1000;
    const lastWrite = calls.filter(({ mutating }) => mutating).at(-1);
    const ready = Math.max(...[...readyAtMs.values()].slice(known));
    return [
      {
        name: "one new flow, 15 s a stream: last write",
        value: seconds(lastWrite.atMs),
        limit: 33,
        unit: "s",
      },
      { name: "one new flow, 15 s a stream: ready", value: seconds(ready), limit: 36, unit: "s" },
    ];
  });
}

/**
 * What finding nothing takes of a large fleet. It is made without quotas and round trips, which would take minutes
 * of computing and show nothing new; xflow keeps to its quotas, and calls take their 100 ms, from then on.
 */
export async function largeFleet() {
  const many = 1000;
  return withVirtualFleet({ flows: many, aws: { durations: instant }, isFree: true }, async (fleet) => {
    await fleet.clock.runUntil(fleet.isReady, day);
    fleet.meter(metered.latencyMs);
    // The least that quotas allow is 15.3 s: 230 pages of Lambda's lists, 15 a second.
    return idleScan(fleet, { flows: many, calls: 690, seconds: 24, scans: { settling: 1, measured: 2 } });
  });
}

function converged({ calls, readyAtMs, startedAtMs, set }, { name, floorS, ratio }) {
  const readyS = flowTimes(readyAtMs, set).map((atMs) => (atMs - startedAtMs) / 1000);
  const totalS = (Math.max(...readyAtMs.values()) - startedAtMs) / 1000;
  const half = readyS[Math.ceil(readyS.length / 2) - 1];
  const throttled = calls.filter(({ errorCode }) => isThrottling(errorCode)).length;
  return [
    { name: `${name}: time to the floor of ${floorS} s`, value: totalS / floorS, limit: ratio, unit: "x" },
    { name: `${name}: half of them ready, of that time`, value: half / totalS, limit: 0.55, unit: "x" },
    { name: `${name}: throttled replies`, value: (100 * throttled) / calls.length, limit: 0.5, unit: "%" },
  ];
}

/** When each flow was ready, in order. Names of a flow's resources end in its number. */
function flowTimes(readyAtMs, { resources }) {
  const last = new Map();
  for (const key of resources.keys()) {
    const [flow] = /\d+(?!.*\d)/.exec(key) ?? [];
    if (flow !== undefined) last.set(flow, Math.max(last.get(flow) ?? 0, readyAtMs.get(key)));
  }
  return [...last.values()].sort((a, b) => a - b);
}

function isThrottling(code = "") {
  return /LimitExceeded|Throttl|TooManyRequests/.test(code);
}

/** The most of several scans in a row: the deep rotation is in it. */
async function idleScan(fleet, { flows, calls: limit, seconds, scans = usualScans }) {
  const { clock, calls } = fleet;
  const scanned = async () => {
    const before = fleet.scans();
    await clock.runUntil(() => fleet.scans() > before, day);
  };
  for (let scan = 0; scan < scans.settling; scan++) await scanned();
  const counts = [];
  const tookS = [];
  let writes = 0;
  for (let scan = 0; scan < scans.measured; scan++) {
    calls.length = 0;
    await scanned();
    counts.push(calls.length);
    writes += calls.filter(({ mutating }) => mutating).length;
    tookS.push(fleet.lastScanMs() / 1000);
  }
  const of = `scan ${flows} flows under quotas`;
  return [
    { name: `${of}: calls`, value: Math.max(...counts), limit, unit: "calls" },
    { name: `${of}: calls that change anything`, value: writes, limit: 0, unit: "calls" },
    { name: `${of}: virtual time`, value: Math.max(...tookS), limit: seconds, unit: "s" },
  ];
}
