import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import { median } from "./median.mjs";
import { withLocal, xflow } from "./xflow.mjs";

const flow = "manifests/wordcount";
const workflow = "compute_word_count";

/** From a cold command line to the first tracked execution: local, configure, publish, track until complete. */
export async function coldStart() {
  const times = [];
  for (let round = 0; round < 3; round += 1) {
    const startedAt = performance.now();
    await withLocal(async (endpoint) => {
      const target = ["--local", "--endpoint-url", endpoint];
      xflow(flow, "-c", "-p", "FileUploaded", '{"execution_id": "cold", "message": "a b"}', ...target);
      let complete = false;
      while (!complete) {
        const { events_defined } = JSON.parse(xflow(flow, "-t", workflow, "cold", ...target));
        complete = Object.values(events_defined).every((state) => state === "received");
      }
      times.push(performance.now() - startedAt);
    });
  }
  return [
    { name: "cold command to first tracked execution", value: median(times) / 1000, limit: 5, unit: "s" },
  ];
}

/** From the publisher's call to the arrival of the flow's last event, with every function warm. */
export async function warmLatency() {
  return withLocal(async (endpoint) => {
    xflow(flow, "-c", "--local", "--endpoint-url", endpoint);
    const kinesis = new KinesisClient({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    });
    const last = await createReader(kinesis, "FileSummarized");
    const times = [];
    for (let round = 0; round < 30; round += 1) {
      const id = `warm-${round}`;
      const startedAt = performance.now();
      await kinesis.send(
        new PutRecordCommand({
          StreamName: "FileUploaded",
          PartitionKey: id,
          Data: Buffer.from(JSON.stringify({ execution_id: id, message: "to be or not to be" })),
        }),
      );
      await last(id);
      if (round >= 5) times.push(performance.now() - startedAt);
    }
    kinesis.destroy();
    return [
      { name: "warm publish to last event, five functions", value: median(times), limit: 250, unit: "ms" },
    ];
  });
}

/** @returns a function that resolves when an event of that execution can be read */
async function createReader(kinesis, StreamName) {
  const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName }));
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId: Shards[0].ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    }),
  );
  let iterator = ShardIterator;
  return async (executionId) => {
    for (;;) {
      const page = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator }));
      iterator = page.NextShardIterator;
      const ids = page.Records.map(({ Data }) => JSON.parse(Buffer.from(Data).toString()).execution_id);
      if (ids.includes(executionId)) return;
    }
  };
}
