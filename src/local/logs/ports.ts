/** What subscription filters need of their neighbours. Kinesis, Lambda and IAM implement it. */
export interface Destinations {
  readonly streams: StreamWriter;
  readonly functions: ServiceInvoker;
  readonly roles: ServiceTrust;
}

/**
 * What became of a delivery. Busy: it may be tried again later. Refused: trying again would change nothing.
 */
export type Delivered = "taken" | "busy" | "refused";

export interface StreamWriter {
  isActive(streamArn: string): boolean;
  put(streamArn: string, record: StreamEntry): Promise<Delivered>;
}

export interface StreamEntry {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

export interface ServiceInvoker {
  exists(functionArn: string): boolean;
  /** Invokes asynchronously, if the function's resource policy lets the caller and the function is not Pending. */
  send(functionArn: string, payload: Uint8Array, caller: ServiceCaller): Delivered;
}

/** An AWS service that calls for one of its resources. */
export interface ServiceCaller {
  /** The names it goes by, e.g. `logs.amazonaws.com`. */
  readonly principals: readonly string[];
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

export interface ServiceTrust {
  /** Whether the role exists, trusts one of the services, and has propagated. */
  isAssumableBy(roleArn: string, principals: readonly string[]): boolean;
}
