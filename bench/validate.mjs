import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadInput } from "../dist/app.js";
import { median } from "./median.mjs";

const functions = 100;

/** Reading, checking and expanding 100 functions with their streams and subscriptions, sources included. */
export async function validateHundredFunctions() {
  const folder = await mkdtemp(join(tmpdir(), "xflow-bench-"));
  try {
    await mkdir(join(folder, "code"));
    await writeFile(join(folder, "code", "index.mjs"), "export const handler = async () => {};\n");
    const manifests = Array.from({ length: functions }, (_, index) => manifestsOf(index));
    await Promise.all(manifests.map((text, index) => writeFile(join(folder, `flow-${index}.yaml`), text)));
    const times = [];
    for (let round = 0; round < 7; round += 1) {
      const startedAt = performance.now();
      const { set } = await loadInput(folder, [], {});
      times.push(performance.now() - startedAt);
      const errors = set.diagnostics.filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw new Error(`the bench's own manifests are invalid: ${errors[0].message}`);
    }
    return [{ name: "validate 100 functions in 100 files", value: median(times), limit: 200, unit: "ms" }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function manifestsOf(index) {
  return `apiVersion: xflow.dev/v1
kind: Stream
metadata:
  name: Event${index}
spec:
  shards: 1
---
apiVersion: xflow.dev/v1
kind: Function
metadata:
  name: function_${index}
spec:
  source: code
  handler: index.handler
  runtime: nodejs22.x
  environment:
    LEVEL: "${index}"
---
apiVersion: xflow.dev/v1
kind: Subscription
metadata:
  name: subscription-${index}
spec:
  event: Event${index}
  function: function_${index}
`;
}
