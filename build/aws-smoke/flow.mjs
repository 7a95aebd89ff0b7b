import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The workflow, and its events in order. */
export const workflow = "smoke";
export const events = ["Started", "Continued", "Finished"];
/** Names as declared; in AWS each has the prefix. */
export const functions = ["forward", "finish", `tracker_${workflow}`];
/** The file that is removed while the controller watches, and its function. */
export const removed = { file: "finish.yaml", function: "finish" };
/** What is changed by hand, as declared. */
export const declared = { function: "forward", memoryMb: 128, batchSize: 10 };

const handler = `import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";

const kinesis = new KinesisClient();
const to = (event) => async ({ Records }) => {
  for (const { kinesis: record } of Records) {
    const { execution_id } = JSON.parse(Buffer.from(record.data, "base64").toString("utf8"));
    const Data = Buffer.from(JSON.stringify({ execution_id }));
    const StreamName = process.env.XFLOW_STREAM_PREFIX + event;
    await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: execution_id, Data }));
  }
};
export const forward = to("Continued");
export const finish = to("Finished");
`;

/** Writes a flow of two functions, each with a role that xflow generates, three streams and a workflow. */
export async function writeFlow(folder, { account, region, prefix }) {
  await mkdir(join(folder, "code"), { recursive: true });
  const files = {
    "environment.yaml": manifest("Environment", "smoke", { accountId: account, region, namePrefix: prefix }),
    "streams.yaml": events.map((event) => manifest("Stream", event, { shards: 1 })).join("---\n"),
    "forward.yaml": step("forward", "Started", "Continued"),
    [removed.file]: step("finish", "Continued", "Finished"),
    "workflow.yaml": manifest("Workflow", workflow, { flow: events }),
    "code/index.mjs": handler,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

function step(name, event, next) {
  const { memoryMb, batchSize } = declared;
  const source = { source: "code", handler: `index.${name}`, runtime: "nodejs22.x", memoryMb };
  return [
    manifest("Function", name, { ...source, publishes: [next] }),
    manifest("Subscription", `${event}-${name}`, { event, function: name, batchSize }),
  ].join("---\n");
}

/** JSON is YAML. */
function manifest(kind, name, spec) {
  return `${JSON.stringify({ apiVersion: "xflow.dev/v1", kind, metadata: { name }, spec }, undefined, 2)}\n`;
}
