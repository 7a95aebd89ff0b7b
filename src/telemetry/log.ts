import { pino } from "pino";
import type { Clock } from "../core/clock.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** From the most to the fewest lines. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof logLevels)[number];

export type LogFields = Readonly<Record<string, unknown>>;
/** @param message the same words each time; what differs goes into fields */
type Write = (message: string, fields?: LogFields) => void;

/** Writes lines; secrets in fields are left out, errors go under `err`. */
export interface Log extends Readonly<Record<LogLevel, Write>> {
  /** What is written at least; changes at once for this log and everything derived from it or from what it is derived from. */
  level: LogLevel;
  /** The same log with fields that stand in every line. */
  child(fields: LogFields): Log;
}

/** Takes whole lines, each with its end. */
export interface LogDestination {
  write(line: string): unknown;
}

export interface LogDeps {
  readonly clock: Pick<Clock, "now">;
  readonly destination: LogDestination;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly instance: string;
  readonly version: string;
}

/** JSON, one object a line: level by name, time in ISO 8601, instance, version, the fields, `msg`. */
export function createLog({ clock, destination }: LogDeps, { level, instance, version }: LogOptions): Log {
  const lines = pino(
    {
      level,
      base: { instance, version },
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (told) => told },
    },
    destination,
  );

  const derive = (bound: LogFields): Log => {
    const writeAt =
      (at: LogLevel): Write =>
      (message, fields) => {
        if (lines.isLevelEnabled(at)) lines[at](withoutSecrets({ ...bound, ...fields }), message);
      };
    return {
      get level() {
        return lines.level as LogLevel;
      },
      set level(next: LogLevel) {
        lines.level = next;
      },
      trace: writeAt("trace"),
      debug: writeAt("debug"),
      info: writeAt("info"),
      warn: writeAt("warn"),
      error: writeAt("error"),
      fatal: writeAt("fatal"),
      child: (fields) => derive({ ...bound, ...fields }),
    };
  };
  return derive({});
}
