import type { Change } from "../../core/plan.ts";
import { truncate } from "./style.ts";

/**
 * `memoryMb: 128 → 256`, within so many columns: long values are cut, both alike. A sensitive value is never
 * shown, only that it changes.
 */
export function formatChange({ path, from, to, sensitive }: Change, width: number): string {
  if (sensitive) return `${path}: (changed)`;
  const roomForEach = Math.max(8, Math.floor((width - [...`${path}:  → `].length) / 2));
  return `${path}: ${formatValue(from, roomForEach)} → ${formatValue(to, roomForEach)}`;
}

/** As JSON, so that control characters stay harmless and "1" differs from 1. */
function formatValue(value: Change["from"], width: number): string {
  if (value === undefined) return "(not set)";
  const json = JSON.stringify(value);
  const isCutText = typeof value === "string" && [...json].length > width;
  return isCutText ? `${truncate(json, width - 1)}"` : truncate(json, width);
}
