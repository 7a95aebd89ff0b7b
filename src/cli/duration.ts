import { UsageError } from "./exit.ts";

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * `45s`, `5m`, `1h30m`, `3d` in milliseconds; undefined: not a duration. Longer than 10,000 days is none either.
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,9}[smhd])+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)([smhd])/g)) {
    ms += Number(number) * (unitsMs[unit ?? ""] ?? 0);
  }
  return ms > 10_000 * 86_400_000 ? undefined : ms;
}

/** @param option its flag, for the message. @throws UsageError */
export function expectDuration(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0) {
    throw new UsageError(`${option} ${text}: expected a duration such as 45s, 5m, 2h or 3d`);
  }
  return ms;
}

/** With a zone, since the operator's and the controller's may differ. */
const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * A time to come: ISO 8601 with a zone, or a duration from now.
 * @returns ISO 8601, UTC
 * @throws UsageError
 */
export function expectTimeToCome(option: string, text: string, nowMs: number): string {
  const durationMs = parseDuration(text);
  const ms = durationMs === undefined ? parseIsoTime(text) : nowMs + durationMs;
  if (Number.isNaN(ms)) {
    throw new UsageError(
      `${option} ${text}: expected a duration such as 2h or 3d, or a time such as 2026-01-31T18:00:00Z`,
    );
  }
  if (ms <= nowMs) throw new UsageError(`${option} ${text}: that is not in the future`);
  return new Date(ms).toISOString();
}

function parseIsoTime(text: string): number {
  return isoTime.test(text) ? Date.parse(text) : Number.NaN;
}
