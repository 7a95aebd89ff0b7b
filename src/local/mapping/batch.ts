import type { Settings } from "./settings.ts";
import type { TrackedRecord } from "./tracked-record.ts";

/** Invocation payload limit, bytes. Rule: AWS Lambda quotas, "Invocation payload". */
export const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;

/** `{"Records":[` and `]}`. */
const WRAPPER_BYTES = 14;

export type BatchDecision =
  /** The first `count` records go now. */
  | { readonly kind: "form"; readonly count: number }
  /** Neither full nor over: look again at `until`, or when records arrive. */
  | { readonly kind: "wait"; readonly until: number }
  | { readonly kind: "none" };

/**
 * A batch is formed when it has `batchSize` records, when the window of its oldest record is over, or when
 * the next record would take the payload past 6 MB. A record larger than that goes alone.
 */
export function decideBatch(
  waiting: readonly TrackedRecord[],
  settings: Pick<Settings, "batchSize" | "windowMs">,
  now: number,
): BatchDecision {
  const oldest = waiting[0];
  if (oldest === undefined) return { kind: "none" };
  const fitting = countFitting(waiting, settings.batchSize);
  const isFull = fitting === settings.batchSize || fitting < waiting.length;
  const until = oldest.bufferedAt + settings.windowMs;
  return isFull || now >= until ? { kind: "form", count: fitting } : { kind: "wait", until };
}

function countFitting(waiting: readonly TrackedRecord[], most: number): number {
  let bytes = WRAPPER_BYTES;
  let count = 0;
  for (const { sizeBytes } of waiting) {
    if (count === most || (count > 0 && bytes + sizeBytes > PAYLOAD_LIMIT_BYTES)) break;
    bytes += sizeBytes;
    count += 1;
  }
  return count;
}
