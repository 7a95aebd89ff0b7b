import type { ProgressEvent } from "../../core/progress.ts";
import { resourceLabel } from "./resource-label.ts";
import type { Style } from "./style.ts";

/** What a log is worth: what was done, how it ended, and what is wrong. Plans and waiting are for the board. */
export type ToldEvent = Exclude<ProgressEvent, { kind: "planned" | "waiting" }>;

export function isTold(event: ProgressEvent): event is ToldEvent {
  return event.kind !== "planned" && event.kind !== "waiting";
}

/** One event as one line, the resource first. */
export function formatEvent(event: ToldEvent, style: Style): string {
  const label = resourceLabel(event.key);
  switch (event.kind) {
    case "call":
      return `${label} called ${event.call}`;
    case "warning":
      return style("yellow", `${label} warning: ${event.message}`);
    case "ready":
      return style("green", `${label} ready`);
    case "failed":
      return event.retryInMs === undefined
        ? style("red", `${label} failed: ${event.message}`)
        : style("yellow", `${label} again in ${seconds(event.retryInMs)} s: ${event.message}`);
    case "refused":
      return style("red", `${label} refused (${event.reason}): ${event.message}`);
  }
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
