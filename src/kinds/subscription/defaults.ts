/** What Lambda gives a mapping of a stream that is made without saying more. Source: Lambda API reference. */
export const mappingDefaults = {
  batchSize: 100,
  batchWindowSeconds: 0,
  parallelizationFactor: 1,
  maxRetryAttempts: -1,
  maxRecordAgeSeconds: -1,
  bisectOnError: false,
  reportBatchItemFailures: false,
  enabled: true,
} as const;
