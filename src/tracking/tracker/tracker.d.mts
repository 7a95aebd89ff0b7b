import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";

/** The part of a Lambda Kinesis event that the tracker reads. */
export interface KinesisRecord {
  readonly eventID: string;
  readonly eventSourceARN: string;
  readonly kinesis: {
    /** Base64. */
    readonly data: string;
    readonly sequenceNumber: string;
    /** Epoch seconds, with a fraction. */
    readonly approximateArrivalTimestamp: number;
  };
}

export function createTracker(deps: {
  readonly logs: Pick<CloudWatchLogsClient, "send">;
  readonly logGroup: string;
  /** Put before event names to make stream names; "" for none. */
  readonly streamPrefix: string;
}): (
  event: { readonly Records: readonly KinesisRecord[] },
  context: { getRemainingTimeInMillis(): number },
) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;
