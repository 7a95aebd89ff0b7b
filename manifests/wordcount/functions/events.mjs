import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";

const kinesis = new KinesisClient();
/** Set by xflow when an Environment has a namePrefix. */
const streamPrefix = process.env.XFLOW_STREAM_PREFIX ?? "";

/**
 * Runs one step of the flow for every record of a batch: `work` takes an event and returns the next one.
 *
 * An error is not caught: Lambda then delivers the batch again, until the record expires. So `work` must be
 * safe to repeat.
 */
export async function step(batch, nextEvent, work) {
  for (const record of batch.Records) {
    const event = JSON.parse(Buffer.from(record.kinesis.data, "base64").toString("utf8"));
    await publish(nextEvent, { execution_id: event.execution_id, ...work(event) });
  }
}

/** The execution id is the partition key: one execution's events stay in order. */
async function publish(event, data) {
  await kinesis.send(
    new PutRecordCommand({
      StreamName: streamPrefix + event,
      PartitionKey: data.execution_id,
      Data: Buffer.from(JSON.stringify(data)),
    }),
  );
}
