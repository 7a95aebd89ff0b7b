import { compilePattern, type Pattern } from "./event-pattern.ts";
import type { StreamRecord } from "./ports.ts";
import { PatternError } from "./value-matcher.ts";

/** Whether a record is for the function. Others are skipped and the checkpoint moves past them. */
export type RecordFilter = (record: StreamRecord) => boolean;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Compiles a mapping's filter patterns: a record passes when one of them holds, or when there are none.
 * Data that is not JSON passes no pattern.
 * @throws PatternError for a pattern that is not JSON, or asks for anything but the `data` key
 * Rule: AWS Lambda, "Using event filtering with a Kinesis event source".
 */
export function compileFilter(patterns: readonly string[]): RecordFilter {
  const compiled = patterns.map(compileDataPattern);
  if (compiled.length === 0) return () => true;
  return (record) => {
    const data = parseData(record.data);
    return data !== undefined && compiled.some((matches) => matches(data.value));
  };
}

function compileDataPattern(text: string): Pattern {
  const source = parseJson(text);
  if (source === undefined) throw new PatternError("the pattern is not JSON");
  const names = isObject(source.value) ? Object.keys(source.value) : [];
  const other = names.find((name) => name !== "data");
  if (other !== undefined)
    throw new PatternError(`Kinesis records are filtered by "data" only, not "${other}"`);
  if (!isObject(source.value)) throw new PatternError("the pattern must be an object");
  return compilePattern(source.value["data"], "data");
}

function parseData(data: Uint8Array): { value: unknown } | undefined {
  try {
    return parseJson(decoder.decode(data));
  } catch {
    return undefined;
  }
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
