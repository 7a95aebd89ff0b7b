import { join } from "node:path";
import { configure, loadInput, planChanges } from "../dist/app.js";
import { createLocalAws } from "../dist/local/local-aws.js";
import { root } from "./xflow.mjs";

/** Calls to create one word count, and to find that nothing has changed; the state table's aside. Exact, not timed. */
export async function callsPerFlow() {
  const calls = [];
  const local = await createLocalAws({
    port: 0,
    onCall: (call) => call.service !== "dynamodb" && calls.push(call),
  });
  try {
    const path = join(root, "manifests/wordcount");
    const { set } = await loadInput(path, [], {});
    const connection = { instance: "bench", local: true, endpointUrl: local.endpoint, region: "us-east-1" };
    const signal = new AbortController().signal;
    const run = { set, path, connection, table: "xflow", leaseMs: 30_000, onEvent: () => {}, signal };
    const plans = await planChanges({ set, path, connection, table: "xflow", leaseMs: 30_000, signal });
    const planned = plans.flatMap(({ steps }) => steps).length;

    calls.length = 0;
    await configure(run);
    const create = calls.length;
    calls.length = 0;
    await configure(run);
    const again = calls.length;
    const mutating = calls.filter((call) => call.mutating).length;

    return [
      {
        name: `create one flow (${planned} planned writes)`,
        value: create,
        limit: Math.floor(1.1 * planned + 8),
        unit: "calls",
      },
      { name: "configure it again", value: again, limit: 70, unit: "calls" },
      { name: "configure it again: calls that change anything", value: mutating, limit: 0, unit: "calls" },
    ];
  } finally {
    await local.stop();
  }
}
