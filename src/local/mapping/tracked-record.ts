import type { StreamRecord } from "./ports.ts";

/** A record that was read and is not resolved yet. */
export interface TrackedRecord {
  readonly record: StreamRecord;
  /** Of the record read just before, filtered ones too: the checkpoint while this one is the oldest unresolved. */
  readonly previous: string | undefined;
  /** When it was read, clock milliseconds: the batch window counts from the oldest. */
  readonly bufferedAt: number;
  /** What it adds to the payload of an invocation, in bytes. */
  readonly sizeBytes: number;
}

/**
 * @param envelopeBytes of an event record without data and partition key
 * @returns the record's bytes in the payload, with the comma after it
 */
export function payloadBytes(record: StreamRecord, envelopeBytes: number): number {
  const base64 = Math.ceil(record.data.byteLength / 3) * 4;
  return base64 + Buffer.byteLength(JSON.stringify(record.partitionKey)) + envelopeBytes + 1;
}
