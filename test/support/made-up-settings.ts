import type { Settings } from "../../src/local/mapping/settings.ts";

/** A mapping's settings as AWS defaults them. */
export function madeUpSettings(changes: Partial<Settings> = {}): Settings {
  return {
    batchSize: 100,
    windowMs: 0,
    parallelizationFactor: 1,
    maxRetryAttempts: Number.POSITIVE_INFINITY,
    maxRecordAgeMs: Number.POSITIVE_INFINITY,
    bisectOnError: false,
    reportItemFailures: false,
    ...changes,
  };
}
