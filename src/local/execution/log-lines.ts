import type { LoggingSettings } from "../lambda/ports.ts";

/** What Lambda itself says in a function's log. Durations in milliseconds. */
export type PlatformEvent =
  | { readonly kind: "initStart"; readonly runtime: string }
  | {
      readonly kind: "initReport";
      readonly durationMs: number;
      readonly phase: "init" | "invoke";
      readonly status: FailureStatus;
    }
  | { readonly kind: "start"; readonly requestId: string }
  | { readonly kind: "timedOut"; readonly requestId: string; readonly timeoutSeconds: number }
  | { readonly kind: "end"; readonly requestId: string }
  | Report;

export interface Report {
  readonly kind: "report";
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly usedMemoryMb: number;
  /** Of a cold start. */
  readonly initMs?: number;
  /** Absent when the runtime answered, be it with the function's own error. */
  readonly status?: FailureStatus;
}

export type FailureStatus =
  | { readonly kind: "timeout" }
  | { readonly kind: "error"; readonly errorType: string };

/**
 * The line of an event, without a line feed.
 * @param timeMs epoch milliseconds
 * @returns undefined for an event the function's log settings leave out
 * Source: docs/local-rules.md, LOG; JSON: Lambda, "System log level event mapping".
 */
export function platformLine(
  event: PlatformEvent,
  timeMs: number,
  settings: LoggingSettings,
): string | undefined {
  return settings.format === "JSON" ? jsonLine(event, timeMs, settings) : textLine(event, timeMs);
}

function textLine(event: PlatformEvent, timeMs: number): string {
  switch (event.kind) {
    case "initStart":
      return `INIT_START Runtime Version: ${event.runtime}`;
    case "initReport":
      return `INIT_REPORT Init Duration: ${ms(event.durationMs)}\tPhase: ${event.phase}\t${statusText(event.status)}`;
    case "start":
      return `START RequestId: ${event.requestId} Version: $LATEST`;
    case "timedOut":
      return `${iso(timeMs)} ${event.requestId} Task timed out after ${event.timeoutSeconds.toFixed(2)} seconds`;
    case "end":
      return `END RequestId: ${event.requestId}`;
    case "report":
      return reportText(event);
  }
}

function reportText(report: Report): string {
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${ms(report.durationMs)}`,
    `Billed Duration: ${billedMs(report)} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${report.usedMemoryMb} MB`,
    ...(report.initMs === undefined ? [] : [`Init Duration: ${ms(report.initMs)}`]),
    report.status === undefined ? "" : statusText(report.status),
  ];
  return fields.join("\t");
}

function statusText(status: FailureStatus): string {
  return status.kind === "timeout" ? "Status: timeout" : `Status: error\tError Type: ${status.errorType}`;
}

/** Managed runtimes' init phase has been billed like the rest since August 2025. */
function billedMs(report: Report): number {
  return Math.ceil(report.durationMs + (report.initMs ?? 0));
}

function jsonLine(event: PlatformEvent, timeMs: number, settings: LoggingSettings): string | undefined {
  const record = jsonRecord(event);
  if (record === undefined || isBelow(event, settings.systemLevel)) return undefined;
  return JSON.stringify({ time: iso(timeMs), ...record });
}

/** Text's END and time-out lines have no JSON twin: the report says both. */
function jsonRecord(event: PlatformEvent): { type: string; record: Record<string, unknown> } | undefined {
  switch (event.kind) {
    case "initStart":
      return {
        type: "platform.initStart",
        record: { initializationType: "on-demand", phase: "init", runtimeVersion: event.runtime },
      };
    case "initReport":
      return {
        type: "platform.initReport",
        record: {
          initializationType: "on-demand",
          phase: event.phase,
          ...statusMembers(event.status),
          metrics: { durationMs: event.durationMs },
        },
      };
    case "start":
      return { type: "platform.start", record: { requestId: event.requestId, version: "$LATEST" } };
    case "timedOut":
    case "end":
      return undefined;
    case "report":
      return { type: "platform.report", record: reportRecord(event) };
  }
}

function reportRecord(report: Report): Record<string, unknown> {
  return {
    requestId: report.requestId,
    metrics: {
      durationMs: report.durationMs,
      billedDurationMs: billedMs(report),
      memorySizeMB: report.memoryMb,
      maxMemoryUsedMB: report.usedMemoryMb,
      ...(report.initMs === undefined ? {} : { initDurationMs: report.initMs }),
    },
    ...(report.status === undefined ? { status: "success" } : statusMembers(report.status)),
  };
}

function statusMembers(status: FailureStatus): Record<string, unknown> {
  return status.kind === "timeout" ? { status: "timeout" } : { status: "error", errorType: status.errorType };
}

/** At WARN only failures are logged. */
function isBelow(event: PlatformEvent, level: string): boolean {
  return level === "WARN" && !("status" in event && event.status !== undefined);
}

function ms(duration: number): string {
  return `${duration.toFixed(2)} ms`;
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
