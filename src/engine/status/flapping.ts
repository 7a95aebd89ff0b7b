import { compareText } from "../../core/canonical.ts";
import type { ResourceRow } from "../../core/resource-row.ts";

/** Corrected this often within the window, somebody else keeps changing the field back. */
const fightAt = 3;
/** As long without a correction, and the fight is over. In milliseconds. */
const windowMs = 600_000;
const firstRestMs = 2_000;
const restFactor = 3;
const longestRestMs = 300_000;
/** After so many corrections the rest is the longest: more of them say nothing new. */
const kept = fightAt + 5;

type Corrections = ResourceRow["corrections"];
type Fighting = Pick<ResourceRow, "corrections" | "conditions">;

/** With what was corrected just now; fields that have been stable for a window are forgotten. */
export function addCorrections(before: Corrections, paths: readonly string[], nowMs: number): Corrections {
  const at = new Date(nowMs).toISOString();
  const alive = liveCorrections(before, nowMs);
  const added = paths
    .filter((path) => !alive.some((correction) => correction.path === path && correction.at === at))
    .map((path) => ({ path, at }));
  const all = [...alive, ...added];
  return all.filter(({ path }, index) => {
    const later = all.slice(index + 1).filter((correction) => correction.path === path);
    return later.length < kept;
  });
}

/** Without the fields that have been stable for a window. */
export function liveCorrections(corrections: Corrections, nowMs: number): Corrections {
  const alive = new Set(pathsOf(corrections).filter((path) => seriesOf(corrections, path, nowMs).length > 0));
  return corrections.filter(({ path }) => alive.has(path));
}

/**
 * Fields that are corrected again and again, sorted. A fight begins with three corrections within ten minutes and
 * ends when ten minutes pass without one; the rests in between do not end it.
 */
export function fightsOf(row: Fighting, nowMs: number): readonly string[] {
  const isOn = row.conditions.some(({ type }) => type === "Flapping");
  return pathsOf(row.corrections).filter((path) => {
    const series = seriesOf(row.corrections, path, nowMs);
    return series.length >= fightAt && (isOn || isDense(series));
  });
}

/**
 * Whether drift of the resource may be corrected now. In a fight each correction waits for longer after the one
 * before it: 2 s, three times as long each time, at most 5 min.
 */
export function mayCorrectNow(
  row: Fighting | undefined,
  nowMs: number,
): { readonly ok: true } | { readonly ok: false; readonly afterMs: number } {
  const rests = row === undefined ? [] : fightsOf(row, nowMs).map((path) => restMs(row, path, nowMs));
  const afterMs = Math.max(0, ...rests);
  return afterMs === 0 ? { ok: true } : { ok: false, afterMs };
}

function restMs({ corrections }: Fighting, path: string, nowMs: number): number {
  const series = seriesOf(corrections, path, nowMs);
  const delayMs = Math.min(longestRestMs, firstRestMs * restFactor ** (series.length - fightAt));
  return Math.max(...series) + delayMs - nowMs;
}

/** When the field was corrected, in milliseconds, oldest first; none once it has been stable for a window. */
function seriesOf(corrections: Corrections, path: string, nowMs: number): readonly number[] {
  const times = corrections.filter((correction) => correction.path === path).map(({ at }) => Date.parse(at));
  return nowMs - Math.max(...times) > windowMs ? [] : times;
}

/** Whether any of them are as close together as it takes to be a fight. */
function isDense(series: readonly number[]): boolean {
  return series.some((atMs, index) => {
    const last = series[index + fightAt - 1];
    return last !== undefined && last - atMs <= windowMs;
  });
}

function pathsOf(corrections: Corrections): readonly string[] {
  return [...new Set(corrections.map(({ path }) => path))].sort(compareText);
}
