/** Where a function's output goes; the Logs service implements it. */
export interface LogSink {
  /** Makes the group and the stream when they do not exist, as Lambda does. Resolves when readable. */
  append(target: LogTarget, events: readonly LogEvent[]): Promise<void>;
}

export interface LogTarget {
  readonly region: string;
  readonly group: string;
  readonly stream: string;
}

export interface LogEvent {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}
