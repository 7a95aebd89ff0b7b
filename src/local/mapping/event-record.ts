import type { StreamRecord } from "./ports.ts";

/** What the records of one invocation have in common. */
export interface RecordSource {
  readonly streamArn: string;
  readonly shardId: string;
  /** The function's execution role. */
  readonly roleArn: string;
}

/** A Kinesis record as a function receives it, in `Records`. Rule: AWS Lambda, "Example event" of Kinesis. */
export function toEventRecord(record: StreamRecord, source: RecordSource): Record<string, unknown> {
  return {
    kinesis: {
      kinesisSchemaVersion: "1.0",
      partitionKey: record.partitionKey,
      sequenceNumber: record.sequenceNumber,
      data: Buffer.from(record.data.buffer, record.data.byteOffset, record.data.byteLength).toString(
        "base64",
      ),
      approximateArrivalTimestamp: record.arrivedAt / 1000,
    },
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `${source.shardId}:${record.sequenceNumber}`,
    eventName: "aws:kinesis:record",
    invokeIdentityArn: source.roleArn,
    awsRegion: source.streamArn.split(":")[3] ?? "",
    eventSourceARN: source.streamArn,
  };
}

/** Sequence numbers have 56 digits, arrival times 10 and a fraction of 3. */
const LONGEST: StreamRecord = {
  sequenceNumber: "9".repeat(56),
  partitionKey: "",
  data: new Uint8Array(0),
  arrivedAt: 9_999_999_999_999,
};

/** @returns the bytes of an event record without data and partition key */
export function envelopeBytes(source: RecordSource): number {
  return Buffer.byteLength(JSON.stringify(toEventRecord(LONGEST, source)));
}
