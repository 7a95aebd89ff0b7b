import { describe, expect, it } from "vitest";
import { envelopeBytes, toEventRecord } from "../../../../src/local/mapping/event-record.ts";
import { payloadBytes } from "../../../../src/local/mapping/tracked-record.ts";
import { madeUpRecord } from "../../../support/model-function.ts";

const SOURCE = {
  streamArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/words",
  shardId: "shardId-000000000006",
  roleArn: "arn:aws:iam::000000000000:role/counter",
};

describe("event record", () => {
  it("ESM-01 has the shape that functions know", () => {
    const record = madeUpRecord(495, {
      partitionKey: "p",
      data: new TextEncoder().encode("hello"),
      arrivedAt: 1_545_084_650_987,
    });

    expect(toEventRecord(record, SOURCE)).toEqual({
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey: "p",
        sequenceNumber: "495",
        data: "aGVsbG8=",
        approximateArrivalTimestamp: 1_545_084_650.987,
      },
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: "shardId-000000000006:495",
      eventName: "aws:kinesis:record",
      invokeIdentityArn: "arn:aws:iam::000000000000:role/counter",
      awsRegion: "eu-west-1",
      eventSourceARN: "arn:aws:kinesis:eu-west-1:000000000000:stream/words",
    });
  });

  it("encodes a view of a larger buffer alone", () => {
    const data = new TextEncoder().encode("xxhelloxx").subarray(2, 7);

    expect(toEventRecord(madeUpRecord(1, { data }), SOURCE)).toMatchObject({ kinesis: { data: "aGVsbG8=" } });
  });

  it("ESM-12 is never larger than it was counted for", () => {
    const record = madeUpRecord(1, {
      sequenceNumber: "4".repeat(56),
      partitionKey: 'ключ "quoted"\n',
      data: new Uint8Array(1_000),
      arrivedAt: 1_545_084_650_987,
    });
    const size = Buffer.byteLength(`${JSON.stringify(toEventRecord(record, SOURCE))},`);

    expect(payloadBytes(record, envelopeBytes(SOURCE))).toBeGreaterThanOrEqual(size);
    expect(payloadBytes(record, envelopeBytes(SOURCE))).toBeLessThan(size + 10);
  });
});
