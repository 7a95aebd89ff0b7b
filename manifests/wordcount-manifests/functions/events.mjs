import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";

const kinesis = new KinesisClient();
/** Set by xflow when an Environment has a namePrefix. */
const streamPrefix = process.env.XFLOW_STREAM_PREFIX ?? "";

/**
 * A handler for one step of the flow: `work` takes an event and returns the next one.
 *
 * The mapping reports batch item failures: the first record that fails is named, and Lambda delivers again
 * from there on. Those before it are done; those behind it wait, so that order is kept.
 */
export function step(nextEvent, work) {
  return async (batch) => {
    for (const { kinesis: record } of batch.Records) {
      try {
        const event = JSON.parse(Buffer.from(record.data, "base64").toString("utf8"));
        await publish(nextEvent, { execution_id: event.execution_id, ...work(event) });
      } catch (error) {
        console.error(`record ${record.sequenceNumber} failed`, error);
        return { batchItemFailures: [{ itemIdentifier: record.sequenceNumber }] };
      }
    }
    return { batchItemFailures: [] };
  };
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
