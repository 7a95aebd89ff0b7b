const scale: readonly (readonly [belowMs: number, unitMs: number, unit: string])[] = [
  [60_000, 1_000, "s"],
  [3_600_000, 60_000, "m"],
  [48 * 3_600_000, 3_600_000, "h"],
  [Number.POSITIVE_INFINITY, 86_400_000, "d"],
];

/** `12s`, `5m`, `30h`, `2d`: whole units, rounded down; what lies ahead, as clocks differ, is `0s`. */
export function formatDuration(ms: number): string {
  const [, unitMs, unit] = scale.find(([belowMs]) => ms < belowMs) ?? [0, 1_000, "s"];
  return `${Math.max(0, Math.floor(ms / unitMs))}${unit}`;
}

/** How long ago an ISO 8601 time is; `?` for what is none. */
export function formatAge(iso: string, nowMs: number): string {
  const ms = nowMs - Date.parse(iso);
  return Number.isNaN(ms) ? "?" : formatDuration(ms);
}
