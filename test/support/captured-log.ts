import { createLog, type Log, type LogLevel } from "../../src/telemetry/log.ts";

export interface CapturedLog {
  readonly log: Log;
  /** What was written so far, parsed. */
  lines(): readonly Readonly<Record<string, unknown>>[];
  /** The same as written. */
  text(): string;
}

/** A log whose lines are kept; its clock stands at 2026-01-02T03:04:05.678Z. */
export function captureLog(level: LogLevel = "trace"): CapturedLog {
  const written: string[] = [];
  const clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) };
  const destination = { write: (line: string) => written.push(line) };
  return {
    log: createLog({ clock, destination }, { level, instance: "prod", version: "1.2.3" }),
    lines: () => written.map((line) => JSON.parse(line)),
    text: () => written.join(""),
  };
}
