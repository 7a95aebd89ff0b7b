import { REALISTIC_DURATIONS } from "../../src/local/durations.ts";
import { createLocalAws, type LocalAws } from "../../src/local/local-aws.ts";
import type { LocalAwsOptions } from "../../src/local/options.ts";

/** Clock milliseconds to a real one, at least: a stream's 15 s take a tenth of one. */
const strictScale = 150;

/**
 * An AWS as slow and as sparing as the real one. Apart from the index of the tagging API, which is up to date: tests
 * let minutes pass for xflow alone (`later`), whose memory of tags they mean, and AWS's clock does not follow.
 */
const strictAws = {
  enforceQuotas: true,
  latencyMs: 100,
  durations: { ...REALISTIC_DURATIONS, taggingDelayMs: 0 },
};

/** What a test does more often than AWS lets anybody do it in a day: there, calls and streams are not metered. */
export const oftenerThanDaily = { enforceQuotas: false } as const;

/**
 * The embedded AWS on a free port, for tests of xflow that talk to it over HTTP; tests of the embedded AWS itself call
 * createLocalAws. With `XFLOW_TEST_AWS=strict` (`make test-strict`) it meters calls, and takes its time on the way and
 * for what it makes, on a fast clock; the clock and the durations of a test that has its own stay.
 * @throws as createLocalAws does
 */
export function startEmbeddedAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  if (process.env["XFLOW_TEST_AWS"] !== "strict") return createLocalAws({ port: 0, ...options });
  const timeScale = Math.max(strictScale, options.timeScale ?? 1);
  return createLocalAws({ port: 0, ...strictAws, ...options, timeScale });
}
