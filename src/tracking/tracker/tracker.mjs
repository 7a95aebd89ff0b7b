import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { inBatches } from "./log-batches.mjs";
import { sortByExecution } from "./tracked-records.mjs";

/** How many executions are written at once; CreateLogStream allows 50 a second. */
const parallel = 10;
/** Left for reporting failures before Lambda ends the invocation. */
const reserveMs = 1_500;

/**
 * The handler of a workflow's tracker: writes each event to its execution's log stream.
 *
 * Nothing is lost: what could not be written before the time is up is reported as a batch item failure, and
 * Lambda delivers it again. Then an event may be written twice; readers drop duplicates by `event_id`.
 */
export function createTracker({ logs, logGroup, streamPrefix }) {
  return async (event, context) => {
    const { streams, skipped } = sortByExecution(event.Records, { streamPrefix, now: Date.now() });
    const signal = AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - reserveMs));
    const failed = [];
    const waiting = [...streams];
    const worker = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [logStream, events] = next;
        failed.push(...(await write({ logs, logGroup, logStream, signal }, events)));
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    console.log(
      `Processed ${event.Records.length} records with ${failed.length} failures, ${skipped} without execution_id.`,
    );
    return { batchItemFailures: failed.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) };
  };
}

/** @returns the events that could not be written */
async function write(target, events) {
  const failed = [];
  for (const batch of inBatches(events)) {
    try {
      await putOrCreate(target, batch);
    } catch (error) {
      console.error(`Could not write to ${target.logStream}: ${error.name}: ${error.message}`);
      failed.push(...batch);
    }
  }
  return failed;
}

async function putOrCreate({ logs, logGroup, logStream, signal }, batch) {
  const put = new PutLogEventsCommand({
    logGroupName: logGroup,
    logStreamName: logStream,
    logEvents: batch.map(({ timestamp, message }) => ({ timestamp, message })),
  });
  try {
    await logs.send(put, { abortSignal: signal });
  } catch (error) {
    if (error.name !== "ResourceNotFoundException") throw error;
    await createStream({ logs, logGroup, logStream, signal });
    await logs.send(put, { abortSignal: signal });
  }
}

/** Another invocation may have made it meanwhile: that is as good. */
async function createStream({ logs, logGroup, logStream, signal }) {
  try {
    const create = new CreateLogStreamCommand({ logGroupName: logGroup, logStreamName: logStream });
    await logs.send(create, { abortSignal: signal });
  } catch (error) {
    if (error.name !== "ResourceAlreadyExistsException") throw error;
  }
}
