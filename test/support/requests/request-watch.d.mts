export interface RequestWatch {
  /** Requests that were checked, by `service:Operation`. */
  counts(): Readonly<Record<string, number>>;
  /** What AWS's models do not allow, since it was last asked. */
  takeProblems(): readonly string[];
  /** Undoes takeProblems. */
  putBack(taken: readonly string[]): void;
  /** Told of an operation's first request, and of each with a problem. */
  onNews: () => void;
}

export declare function requestWatch(): RequestWatch;
