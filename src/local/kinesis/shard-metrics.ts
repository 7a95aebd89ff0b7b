/** Shard-level metrics. Rule: Kinesis API reference, EnableEnhancedMonitoring: ALL stands for every name. */
export const METRIC_NAMES = [
  "IncomingBytes",
  "IncomingRecords",
  "OutgoingBytes",
  "OutgoingRecords",
  "WriteProvisionedThroughputExceeded",
  "ReadProvisionedThroughputExceeded",
  "IteratorAgeMilliseconds",
] as const;

export function withMetrics(present: readonly string[], given: readonly string[]): readonly string[] {
  const wanted = new Set([...present, ...namesOf(given)]);
  return METRIC_NAMES.filter((name) => wanted.has(name));
}

export function withoutMetrics(present: readonly string[], given: readonly string[]): readonly string[] {
  const unwanted = namesOf(given);
  return present.filter((name) => !unwanted.includes(name));
}

function namesOf(given: readonly string[]): readonly string[] {
  return given.includes("ALL") ? METRIC_NAMES : given;
}
