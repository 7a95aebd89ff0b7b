import { pino } from "pino";
import type { LogDestination } from "./log.ts";
import { prettyMessage, worded } from "./pretty-message.ts";

export interface LogDestinationOptions {
  /** For people rather than for machines. */
  readonly isTerminal: boolean;
  readonly hasColors: boolean;
  /** The file descriptor, or a stream of its own. */
  readonly to: number | NodeJS.WritableStream;
}

/** Where lines are written at once, in this thread: whatever ends the process, none is lost on the way. */
export async function openLogDestination(options: LogDestinationOptions): Promise<LogDestination> {
  const { isTerminal, hasColors, to } = options;
  if (!isTerminal) return typeof to === "number" ? pino.destination({ dest: to, sync: true }) : to;
  const { default: pretty } = await import("pino-pretty");
  return pretty({
    destination: to,
    sync: true,
    colorize: hasColors,
    singleLine: true,
    messageFormat: (line) => prettyMessage(line),
    ignore: worded.join(),
    translateTime: "SYS:HH:MM:ss.l",
  });
}
