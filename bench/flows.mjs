import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const events = ["Uploaded", "Read", "Parsed", "Filtered", "Counted", "Summed"];
const steps = ["read", "parse", "filter", "count", "sum"];

/** Resources of one flow; one role serves all flows. */
export const resourcesPerFlow = 30;

/** As many flows as the word count: six streams, six functions with their log groups, eleven subscriptions, a tracker's log. */
export async function writeFlows(folder, count) {
  await mkdir(join(folder, "code"), { recursive: true });
  await writeFile(join(folder, "code", "index.mjs"), "export const handler = async () => {};\n");
  await writeFile(join(folder, "role.yaml"), documents([role(), environment()]));
  const flows = Array.from({ length: count }, (_, index) => flowOf(index));
  await Promise.all(
    flows.map((manifests, index) => writeFile(join(folder, `flow-${index}.yaml`), documents(manifests))),
  );
}

/** One function of a flow, to be written anew. */
export function flowText(index, memoryMb) {
  return documents(flowOf(index, memoryMb));
}

function flowOf(index, memoryMb = 128) {
  const named = (event) => `${event}${index}`;
  return [
    ...events.map((event) => manifest("Stream", named(event), { shards: 1 })),
    ...steps.map((step) =>
      manifest("Function", `${step}_${index}`, {
        source: "code",
        handler: "index.handler",
        runtime: "nodejs22.x",
        memoryMb,
      }),
    ),
    ...steps.map((step, at) =>
      manifest("Subscription", `${step}-${index}`, {
        event: named(events[at]),
        function: `${step}_${index}`,
      }),
    ),
    manifest("Workflow", `flow_${index}`, { flow: events.map(named) }),
  ];
}

function role() {
  return manifest("Role", "runner", {
    managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole"],
  });
}

function environment() {
  return manifest("Environment", "default", { defaults: { role: "runner" } });
}

function manifest(kind, name, spec) {
  return { apiVersion: "xflow.dev/v1", kind, metadata: { name }, spec };
}

/** JSON is YAML. */
function documents(manifests) {
  return manifests.map((one) => `${JSON.stringify(one)}\n`).join("---\n");
}
