import { describe, expect, it } from "vitest";
import { toFailureMessage } from "../../../../src/local/mapping/failure-message.ts";
import { toFailureObject } from "../../../../src/local/mapping/failure-object.ts";
import type { Discard, Segment } from "../../../../src/local/mapping/lane.ts";
import { madeUpRecord } from "../../../support/model-function.ts";

const ORIGIN = {
  streamArn: "arn:aws:kinesis:us-east-1:000000000000:stream/words",
  shardId: "shardId-000000000001",
  roleArn: "arn:aws:iam::000000000000:role/counter",
  functionArn: "arn:aws:lambda:us-east-1:000000000000:function:counter",
  mappingUuid: "11111111-2222-4333-8444-555555555555",
};
const NOW = Date.UTC(2026, 6, 13, 13, 48, 1);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const segmentOf = (discard: Discard): Segment => ({
  records: [3, 4].map((number) => ({
    record: madeUpRecord(number, { arrivedAt: NOW - 10_000 + number }),
    previous: undefined,
    bufferedAt: 0,
    sizeBytes: 1,
  })),
  attempts: 2,
  invocations: 2,
  failures: 0,
  notBefore: 0,
  discard,
});

const answer = (functionError: string | null) => ({
  requestId: "last",
  response: { statusCode: 200 as const, executedVersion: "$LATEST", functionError },
});

describe("failure message", () => {
  it("ESM-32 ESM-34 tells request, response and batch when retries are used up", () => {
    const segment = segmentOf({ condition: "RetryAttemptsExhausted", answer: answer("Unhandled") });

    expect(toFailureMessage(segment, ORIGIN, NOW).metadata).toEqual({
      requestContext: {
        requestId: "last",
        functionArn: ORIGIN.functionArn,
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      version: "1.0",
      timestamp: "2026-07-13T13:48:01.000Z",
      KinesisBatchInfo: {
        shardId: "shardId-000000000001",
        startSequenceNumber: "3",
        endSequenceNumber: "4",
        approximateArrivalOfFirstRecord: "2026-07-13T13:47:51.003Z",
        approximateArrivalOfLastRecord: "2026-07-13T13:47:51.004Z",
        batchSize: 2,
        streamArn: ORIGIN.streamArn,
      },
    });
  });

  it("ESM-34 has no function error when the function reported the items itself", () => {
    const segment = segmentOf({ condition: "RetryAttemptsExhausted", answer: answer(null) });

    expect(toFailureMessage(segment, ORIGIN, NOW).metadata["responseContext"]).toMatchObject({
      functionError: null,
    });
  });

  it("ESM-35 has no response when the records got too old", () => {
    const { metadata } = toFailureMessage(
      segmentOf({ condition: "RecordAgeExceeded", answer: undefined }),
      ORIGIN,
      NOW,
    );

    expect(metadata).not.toHaveProperty("responseContext");
    expect(metadata["requestContext"]).toEqual({
      requestId: expect.stringMatching(UUID),
      functionArn: ORIGIN.functionArn,
      condition: "RecordAgeExceeded",
      approximateInvokeCount: 1,
    });
  });

  it("ESM-33 becomes an object with the records, by mapping, shard and time", () => {
    const segment = segmentOf({ condition: "RetryAttemptsExhausted", answer: answer("Unhandled") });
    const message = toFailureMessage(segment, ORIGIN, NOW);
    const { key, body } = toFailureObject(message, NOW);

    expect(key).toMatch(
      /^aws\/lambda\/11111111-2222-4333-8444-555555555555\/shardId-000000000001\/2026\/07\/13\/2026-07-13T13\.48\.01-[0-9a-f-]{36}$/,
    );
    expect(JSON.parse(body)).toMatchObject({
      KinesisBatchInfo: { batchSize: 2 },
      payload: { Records: [{ eventID: "shardId-000000000001:3" }, { eventID: "shardId-000000000001:4" }] },
    });
    expect(message.metadata).not.toHaveProperty("payload");
  });
});
