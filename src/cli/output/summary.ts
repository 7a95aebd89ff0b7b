import type { RunSummary, Unready } from "../../core/progress.ts";
import { formatCallCounts } from "./call-counts.ts";
import { resourceLabel } from "./resource-label.ts";

/** How a run ended: one line, then everything that is not ready, and why. */
export function formatSummary(summary: RunSummary, output: "json" | undefined): string {
  if (output === "json") return `${JSON.stringify(summary, undefined, 2)}\n`;
  const { ready, failed, refused, unfinished, warnings, calls, cutShort, deletionsHeld } = summary;
  const total = ready.length + failed.length + refused.length + unfinished.length;
  const lines = [
    `Ready: ${ready.length} of ${total}; made ${formatCallCounts(calls.made)}`,
    ...unreadyLines("failed", failed),
    ...unreadyLines("refused", refused),
    ...unreadyLines("unfinished", unfinished),
    ...warnings.map(({ key, message }) => `warning ${resourceLabel(key)}: ${message}`),
    ...(deletionsHeld === undefined
      ? []
      : [`not deleted: ${deletionsHeld}; --max-deletes N lets so many go`]),
    ...(cutShort ? ["Stopped before everything had settled; the next run continues from here."] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function unreadyLines(what: string, unready: readonly Unready[]): readonly string[] {
  return unready.map(({ key, reason }) => `${what} ${resourceLabel(key)}: ${reason}`);
}
