import type { ResourceKey } from "../api/resource.ts";
import type { ResourceEvent, ToldChange } from "../core/resource-event.ts";
import type { Instruments } from "./instruments.ts";
import { kindOf } from "./pass-metrics.ts";

/** Drift that is never put back, of resources that come and go, would be remembered without end. */
const mostDetected = 20_000;

/**
 * Counts drift and deletions from the events of resources. Drift that is put back in the pass that sees it is told
 * as corrected only: it was detected all the same, and counts as both.
 */
export function createEventMetrics({ add }: Instruments): (event: ResourceEvent) => void {
  /** Told as detected and not put back since: key and path. */
  const detected = new Set<string>();

  const countDetected = (key: ResourceKey, changes: readonly ToldChange[]) => {
    for (const { path } of changes) detected.add(`${key} ${path}`);
    for (const oldest of detected) {
      if (detected.size <= mostDetected) break;
      detected.delete(oldest);
    }
    add("xflow_drift_detected_total", { kind: kindOf(key) }, changes.length);
  };

  const countCorrected = (key: ResourceKey, changes: readonly ToldChange[]) => {
    const isFirstSeen = ({ path }: ToldChange) => !detected.delete(`${key} ${path}`);
    add("xflow_drift_detected_total", { kind: kindOf(key) }, changes.filter(isFirstSeen).length);
    add("xflow_drift_corrected_total", { kind: kindOf(key) }, changes.length);
  };

  return ({ key, reason, changes = [] }) => {
    if (key === undefined) return;
    if (reason === "DriftDetected") countDetected(key, changes);
    if (reason === "DriftCorrected") countCorrected(key, changes);
    if (reason === "Deleted") add("xflow_deletions_total", { kind: kindOf(key) });
  };
}
