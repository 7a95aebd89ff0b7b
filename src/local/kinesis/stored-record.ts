/**
 * A record as it is kept, in memory and in the stream's table. Its data stays base64, as it came and as
 * GetRecords gives it back.
 */
export interface StoredRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: string;
  /** Epoch milliseconds; never below that of the record before it in the shard. */
  readonly arrivedAt: number;
  /** Present when the stream was encrypted at the time. */
  readonly encryption?: "KMS";
}

/** Bytes of base64 text once decoded. */
export function decodedLength(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return Math.floor((base64.length * 3) / 4) - padding;
}

/** What counts against size and throughput limits: the data and the partition key. */
export function sizeOf(record: { readonly partitionKey: string; readonly data: string }): number {
  return decodedLength(record.data) + Buffer.byteLength(record.partitionKey);
}

/** Orders the table's rows by shard, then by sequence number. */
export function recordKey(shardId: string, sequenceNumber: string): string {
  return `${shardId}/${sequenceNumber}`;
}

export function shardIdOfKey(key: string): string {
  return key.slice(0, key.indexOf("/"));
}
