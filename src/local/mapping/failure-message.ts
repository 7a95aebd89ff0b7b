import { randomUUID } from "node:crypto";
import { type RecordSource, toEventRecord } from "./event-record.ts";
import type { Segment } from "./lane.ts";
import type { FailureMessage } from "./ports.ts";

export interface FailureOrigin extends RecordSource {
  readonly mappingUuid: string;
  readonly functionArn: string;
}

/**
 * What a failure destination gets for discarded records. Records that got too old carry no response, and
 * AWS reports one invocation for them whatever came before.
 * Rule: AWS Lambda, "Retain discarded batch records"; recorded answers.
 */
export function toFailureMessage(segment: Segment, origin: FailureOrigin, now: number): FailureMessage {
  const { condition, answer } = segment.discard ?? { condition: "RecordAgeExceeded", answer: undefined };
  const records = segment.records.map((tracked) => tracked.record);
  const first = records[0];
  const last = records.at(-1);
  return {
    metadata: {
      requestContext: {
        requestId: answer?.requestId ?? randomUUID(),
        functionArn: origin.functionArn,
        condition,
        approximateInvokeCount: answer === undefined ? 1 : segment.invocations,
      },
      ...(answer === undefined ? {} : { responseContext: answer.response }),
      version: "1.0",
      timestamp: toIso(now),
      KinesisBatchInfo: {
        shardId: origin.shardId,
        startSequenceNumber: first?.sequenceNumber,
        endSequenceNumber: last?.sequenceNumber,
        approximateArrivalOfFirstRecord: toIso(first?.arrivedAt ?? now),
        approximateArrivalOfLastRecord: toIso(last?.arrivedAt ?? now),
        batchSize: records.length,
        streamArn: origin.streamArn,
      },
    },
    payload: { Records: records.map((record) => toEventRecord(record, origin)) },
    mappingUuid: origin.mappingUuid,
    shardId: origin.shardId,
  };
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
