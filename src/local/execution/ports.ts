import type { RunnableFunction } from "../lambda/ports.ts";

/** Who functions are to AWS: each process has credentials of its function's role. STS implements it. */
export interface FunctionCredentials {
  lend(fn: Pick<RunnableFunction, "arn" | "name" | "role">): Credentials;
  /** Once the process has ended. */
  giveBack(accessKeyId: string): void;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Where a function's output goes; the Logs service implements it. */
export interface LogSink {
  /** Makes the group and the stream when they do not exist, as Lambda does. Resolves when readable. */
  append(target: LogTarget, events: readonly LogEvent[]): Promise<void>;
}

export interface LogTarget {
  readonly region: string;
  readonly group: string;
  readonly stream: string;
  /** Of the function: its logs are written with its permissions. */
  readonly roleArn: string;
}

export interface LogEvent {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}
