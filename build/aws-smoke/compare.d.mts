export interface RecordedCall {
  /** `<service>:<Operation>` */
  readonly operation: string;
  readonly members?: readonly string[];
  readonly error?: { readonly name: string; readonly message: string };
}

export interface Differences {
  readonly members: readonly {
    readonly operation: string;
    readonly missing: readonly string[];
    readonly extra: readonly string[];
  }[];
  readonly errors: readonly string[];
  readonly errorsOfTiming: readonly string[];
  readonly onlyAskedOfAws: readonly string[];
  readonly onlyAskedOfTheEmbeddedAws: readonly string[];
}

export function compareAnswers(
  aws: readonly RecordedCall[],
  reference: readonly RecordedCall[],
  names: { readonly prefix: string; readonly account: string },
): Differences;
