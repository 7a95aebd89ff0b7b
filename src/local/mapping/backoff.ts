const FIRST_MS = 250;
const CAP_MS = 60_000;

/**
 * How long a batch waits before it is tried again. AWS publishes no figures; ours start short, because a
 * developer is watching.
 * @param failures in a row, 1 or more
 * @returns milliseconds: 250, doubled for each further failure, at most a minute
 */
export function backoffMs(failures: number): number {
  return Math.min(CAP_MS, FIRST_MS * 2 ** (failures - 1));
}
