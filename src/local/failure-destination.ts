import type { Clock } from "./clock.ts";
import { toFailureObject } from "./mapping/failure-object.ts";
import type { FailureDestination } from "./mapping/ports.ts";
import type { ObjectWriter } from "./s3/create-s3.ts";
import type { QueueSender } from "./sqs/create-sqs.ts";

export interface FailureDestinationDeps {
  readonly clock: Clock;
  readonly buckets: ObjectWriter;
  readonly queues: QueueSender;
}

/**
 * Sends what mappings discard to the service that the destination's ARN names: a queue gets the metadata, a
 * bucket the records too. SNS is not offered.
 */
export function createFailureDestination(deps: FailureDestinationDeps): FailureDestination {
  const { clock, buckets, queues } = deps;
  return {
    exists: (arn) => {
      const bucket = bucketOf(arn);
      return bucket === undefined ? queues.queueExists(arn) : buckets.bucketExists(bucket);
    },
    send: async (arn, message) => {
      const bucket = bucketOf(arn);
      if (bucket === undefined) {
        await queues.send(arn, JSON.stringify(message.metadata));
        return;
      }
      const { key, body } = toFailureObject(message, clock.now());
      await buckets.putObject(bucket, key, Buffer.from(body, "utf8"));
    },
  };
}

function bucketOf(arn: string): string | undefined {
  return arn.match(/^arn:aws:s3:::(.+)$/)?.[1];
}
