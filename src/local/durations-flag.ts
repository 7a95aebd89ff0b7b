import { type Durations, QUICK_DURATIONS, resolveDurations } from "./durations.ts";

/** A `--durations` flag that cannot be read; the message shows what can be written. */
export class DurationsFlagError extends Error {
  constructor(flag: string, problem: string) {
    const names = Object.keys(QUICK_DURATIONS).join(", ");
    super(
      `--durations ${flag}: ${problem}; write quick, realistic, or NAME=MS, separated by commas; names: ${names}`,
    );
    this.name = "DurationsFlagError";
  }
}

/**
 * Reads one `--durations` flag: a preset, numbers that replace some of it, or both, e.g.
 * `realistic,streamCreatingMs=30000`. Without a preset the rest is quick.
 * @throws DurationsFlagError
 */
export function parseDurationsFlag(flag: string): Durations {
  const parts = flag.split(",");
  const [first] = parts;
  const isPreset = first === "quick" || first === "realistic";
  const preset = resolveDurations(isPreset ? first : undefined);
  const numbers = (isPreset ? parts.slice(1) : parts).map((part) => parseNumber(flag, part));
  return { ...preset, ...Object.fromEntries(numbers) };
}

function parseNumber(flag: string, part: string): [keyof Durations, number] {
  const [name = "", value = ""] = part.split("=");
  if (!Object.hasOwn(QUICK_DURATIONS, name)) throw new DurationsFlagError(flag, `"${name}" is no duration`);
  if (!/^\d+$/.test(value)) throw new DurationsFlagError(flag, `"${value}" is no number of milliseconds`);
  return [name as keyof Durations, Number(value)];
}
