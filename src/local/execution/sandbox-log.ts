import { randomBytes } from "node:crypto";
import type { LoggingSettings } from "../lambda/ports.ts";
import { type PlatformEvent, platformLine } from "./log-lines.ts";
import type { LogEvent, LogSink, LogTarget } from "./ports.ts";

/** Lambda returns this much of an invocation's log to a caller who asks for its tail. */
const tailBytes = 4096;
/** Lines of a talkative function are sent on before its invocation ends. */
const maxBufferedLines = 1000;

/** The log of one sandbox: one stream of the function's group. */
export interface SandboxLog {
  /** `YYYY/MM/DD/[$LATEST]<32 hex digits>` */
  readonly stream: string;
  /** A line the function wrote. */
  output(line: string): void;
  platform(event: PlatformEvent): void;
  /** Forgets the lines so far for `tail`; call it when an invocation begins. */
  mark(): void;
  /** Resolves when every line so far is readable. */
  flush(): Promise<void>;
  /** The end of what was logged since `mark`, at most 4 KB. */
  tail(): string;
}

export interface SandboxLogDeps {
  readonly sink: LogSink;
  /** Epoch milliseconds, for the events' time stamps. */
  readonly now: () => number;
  readonly region: string;
  readonly settings: LoggingSettings;
  readonly roleArn: string;
}

export function createSandboxLog({ sink, now, region, settings, roleArn }: SandboxLogDeps): SandboxLog {
  const target: LogTarget = { region, group: settings.group, stream: streamName(now()), roleArn };
  let buffered: LogEvent[] = [];
  let sent: Promise<void> = Promise.resolve();
  let tail = "";

  function append(line: string): void {
    const message = `${line}\n`;
    buffered.push({ timestamp: now(), message });
    tail = (tail + message).slice(-tailBytes);
    if (buffered.length >= maxBufferedLines) send();
  }

  function send(): void {
    const events = buffered;
    buffered = [];
    if (events.length === 0) return;
    // A sink that fails loses these lines, not the function's result: Lambda promises no more.
    sent = sent.then(() => sink.append(target, events)).catch(() => {});
  }

  return {
    stream: target.stream,
    output: append,
    platform: (event) => {
      const line = platformLine(event, now(), settings);
      if (line !== undefined) append(line);
    },
    mark: () => {
      tail = "";
    },
    flush: () => {
      send();
      return sent;
    },
    tail: () => tail,
  };
}

function streamName(nowMs: number): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[$LATEST]${randomBytes(16).toString("hex")}`;
}
