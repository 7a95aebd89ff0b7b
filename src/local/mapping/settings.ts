/** What the poller obeys, in its own units. */
export interface Settings {
  /** 1 to 10,000. */
  readonly batchSize: number;
  /** 0 invokes as soon as there is a record. */
  readonly windowMs: number;
  /** Batches in flight per shard, 1 to 10. */
  readonly parallelizationFactor: number;
  /** Retries after the first attempt; Infinity until the record expires. */
  readonly maxRetryAttempts: number;
  /** Infinity keeps a record until the stream drops it. */
  readonly maxRecordAgeMs: number;
  readonly bisectOnError: boolean;
  readonly reportItemFailures: boolean;
}
