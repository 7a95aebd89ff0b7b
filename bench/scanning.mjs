import { createClock } from "../dist/app/clocks.js";
import { openStateTable } from "../dist/app/state-table.js";
import { Targets } from "../dist/app/targets.js";
import { Controller } from "../dist/engine/controller.js";
import { createStateStore } from "../dist/store/state-store.js";

const gate = { mayWrite: () => true };
const patience = { requestTimeoutMs: 5_000, maxAttempts: 3 };

/** The controller as `xflow --server` runs it, without lease, log and metrics, and with a clock that may run faster. */
export async function startController({ endpoint, instance, pace, builtins, scanPeriodMs = 60_000 }) {
  const clock = createClock(pace);
  const connection = { instance, local: true, endpointUrl: endpoint, region: "us-east-1" };
  const table = openStateTable(connection, "xflow", patience);
  await table.ensure(createClock(1), new AbortController().signal);
  const store = createStateStore({ items: table.items, instance, epoch: () => 1, clock });
  const targets = new Targets({
    connection,
    builtins,
    clock,
    gate,
    callTimeoutMs: 15_000,
    onCall: () => {},
    nameOf: () => undefined,
  });
  let onScan = () => {};
  const controller = new Controller({
    ports: targets.ports,
    store,
    stored: await store.load(),
    gate,
    rng: { next: () => 0.5 },
    workers: 32,
    sourceIdentity: "bench",
    scanPeriodMs,
    xflowVersion: "0.0.0",
    record: (event) => store.record(event),
    onPlan: () => {},
    onEvent: () => {},
    onEnd: () => {},
    onScan: () => onScan(),
    onProblem: (doing, error) => console.error(doing, error),
  });
  const end = new AbortController();
  const running = controller.run(end.signal);
  return {
    controller,
    take: (reading) => controller.take(reading),
    /** A scan that ended from now on. */
    scanned: () => new Promise((resolve) => (onScan = resolve)),
    isAlike: (count) => controller.rows.length === count && controller.rows.every(isAlike),
    stop: async () => {
      end.abort();
      await running;
      await targets[Symbol.asyncDispose]();
      table.close();
    },
  };
}

function isAlike({ conditions }) {
  return conditions.map(({ type, status }) => `${type} ${status}`).join() === "Ready True,Synced True";
}
