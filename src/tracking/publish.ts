import { type KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import type { Publishable } from "./publishable.ts";

/** Kinesis has no stream of that name in this account and region. */
export class StreamNotFoundError extends Error {
  constructor(streamName: string, options: ErrorOptions) {
    super(
      `stream ${streamName} does not exist: configure the flow first, or check the name and the region`,
      options,
    );
    this.name = "StreamNotFoundError";
  }
}

/** Where a published event went. */
export interface Published {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/**
 * Publishes one event.
 * @param streamName the name in AWS
 * @throws StreamNotFoundError
 */
export async function publish(
  kinesis: KinesisClient,
  streamName: string,
  event: Publishable,
): Promise<Published> {
  const { data, partitionKey } = event;
  try {
    const put = new PutRecordCommand({ StreamName: streamName, Data: data, PartitionKey: partitionKey });
    const answer = await kinesis.send(put);
    return { shardId: answer.ShardId ?? "", sequenceNumber: answer.SequenceNumber ?? "" };
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") {
      throw new StreamNotFoundError(streamName, { cause: error });
    }
    throw error;
  }
}
