import type { ProgressEvent } from "../../core/progress.ts";
import { resourceLabel } from "./resource-label.ts";
import type { Style } from "./style.ts";

/** One event as one line, the resource first. */
export function formatEvent(event: ProgressEvent, style: Style): string {
  const label = resourceLabel(event.key);
  switch (event.kind) {
    case "planned":
      return `${label} ${event.verdict}: ${event.calls.join(", ")}`;
    case "call":
      return `${label} called ${event.call}`;
    case "waiting":
      return style("dim", `${label} waiting: ${event.reason}`);
    case "warning":
      return style("yellow", `${label} warning: ${event.message}`);
    case "ready":
      return style("green", `${label} ready`);
    case "failed":
      return style("red", `${label} failed: ${event.message}${retryText(event.retryInMs)}`);
    case "refused":
      return style("red", `${label} refused (${event.reason}): ${event.message}`);
  }
}

function retryText(retryInMs: number | undefined): string {
  return retryInMs === undefined ? "" : ` (again in ${(retryInMs / 1_000).toFixed(1)} s)`;
}
