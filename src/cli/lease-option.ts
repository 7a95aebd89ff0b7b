import { expectDuration } from "./duration.ts";
import { UsageError } from "./exit.ts";

/** A call to AWS may take half of it: with less, slow answers count as lost. */
const leastMs = 3_000;
/** A replica with an older revision leaves the lease to others for two minutes: it must have ended by then. */
const mostMs = 60_000;

/** @returns milliseconds @throws UsageError */
export function expectLease(text: string): number {
  const ms = expectDuration("--lease", text);
  if (ms < leastMs || ms > mostMs) throw new UsageError(`--lease ${text}: expected 3s to 60s`);
  return ms;
}
