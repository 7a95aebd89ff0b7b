import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { createClock } from "../../src/app/clocks.ts";
import { Targets } from "../../src/app/targets.ts";
import type { Condition } from "../../src/core/condition.ts";
import { Controller } from "../../src/engine/controller.ts";
import { createItemTable } from "../../src/store/item-table.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { ensureTable } from "../../src/store/table.ts";
import { trackerFolder } from "../support/desired-set.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { createCollector } from "../support/gc.ts";
import { testAccount } from "../support/reached-kinds.ts";
import { loadWordCount } from "../support/word-count.ts";

/** Clock milliseconds to a real one. */
const pace = 20;
const instance = "test";
const table = "xflow";
const gate = { mayWrite: () => true };

/** A controller on the embedded AWS that scans the word count as fast as it can. */
async function startScanning() {
  const local = await startEmbeddedAws({ timeScale: pace });
  const clock = createClock(pace);
  const client = new DynamoDBClient({ ...testAccount, endpoint: local.endpoint });
  await ensureTable({ client, clock }, { table, signal: new AbortController().signal });
  const items = createItemTable({ client, table });
  const store = createStateStore({ items, instance, epoch: () => 1, clock });
  const targets = new Targets({
    connection: { instance, endpointUrl: local.endpoint, region: testAccount.region, local: true },
    builtins: { tracker: trackerFolder },
    clock,
    gate,
    callTimeoutMs: 15_000,
    onCall: () => undefined,
    nameOf: () => undefined,
  });
  let passes = 0;
  let onScan: () => void = () => undefined;
  const controller = new Controller({
    ports: targets.ports,
    store,
    stored: await store.load(),
    gate,
    rng: { next: () => 0.5 },
    workers: 32,
    sourceIdentity: "word count",
    scanPeriodMs: 2_000,
    xflowVersion: "0.0.0",
    record: (event) => store.record(event),
    onPlan: () => undefined,
    onEvent: () => undefined,
    onEnd: () => {
      passes++;
    },
    onScan: () => onScan(),
    onProblem: (doing, error) => {
      throw new Error(`failed while ${doing}`, { cause: error });
    },
  });
  const end = new AbortController();
  const running = controller.run(end.signal);
  controller.take({ kind: "snapshot", set: await loadWordCount(), since: new Date().toISOString() });
  return {
    get passes() {
      return passes;
    },
    isReady: () =>
      controller.rows.length > 0 &&
      controller.rows.every(({ conditions }) => conditions.map(isTrue).join(" ") === "Ready Synced"),
    scan: () =>
      new Promise<void>((resolve) => {
        onScan = resolve;
      }),
    stop: async () => {
      end.abort();
      await running;
      await targets[Symbol.asyncDispose]();
      client.destroy();
      await local.stop();
    },
  };
}

function isTrue({ type, status }: Condition): string {
  return status === "True" ? type : `not ${type}`;
}

interface Sample {
  readonly heap: number;
  readonly handles: Readonly<Record<string, number>>;
}

function handlesNow(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const type of process.getActiveResourcesInfo()) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** What an odd sample, taken while a call happened to be under way, does not sway. */
function middleOf(samples: readonly Sample[]): Sample {
  const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  const types = [...new Set(samples.flatMap(({ handles }) => Object.keys(handles)))].sort();
  const handles = types.map((type) => [type, middle(samples.map((one) => one.handles[type] ?? 0))] as const);
  return {
    heap: middle(samples.map(({ heap }) => heap)),
    handles: Object.fromEntries(handles.filter(([, count]) => count > 0)),
  };
}

/** A socket more, opened while the machine was busy, is closed after idling for a few seconds: a leak is not. */
const patience = 12;

function moreThan(before: Sample, after: Sample): readonly string[] {
  return Object.entries(after.handles)
    .filter(([type, count]) => count > (before.handles[type] ?? 0))
    .map(([type, count]) => `${type}: ${count}, not ${before.handles[type] ?? 0}`);
}

describe("a controller that scans on and on", () => {
  it("holds no more handles and memory after a thousand passes than before", async () => {
    const collect = createCollector();
    const scanning = await startScanning();
    try {
      const sample = async (count: number) => {
        const samples: Sample[] = [];
        for (let index = 0; index < count; index++) {
          await scanning.scan();
          collect();
          samples.push({ heap: process.memoryUsage().heapUsed, handles: handlesNow() });
        }
        return middleOf(samples);
      };
      while (!scanning.isReady()) await scanning.scan();
      for (let warmUp = 0; warmUp < 10; warmUp++) await scanning.scan();

      const before = await sample(7);
      const passes = scanning.passes;
      while (scanning.passes < passes + 1_000) await scanning.scan();
      let after = await sample(7);
      for (let round = 0; round < patience && moreThan(before, after).length > 0; round++)
        after = await sample(7);

      expect(moreThan(before, after)).toEqual([]);
      expect(after.heap / before.heap).toBeLessThan(1.05);
    } finally {
      await scanning.stop();
    }
  });
});
