import { type Clock, sleep } from "../../src/local/clock.ts";
import type { FunctionInvoker, InvokeOutcome, StreamRecord } from "../../src/local/mapping/ports.ts";

/** A record of an invocation, as the function got it. */
export interface Delivered {
  readonly eventID: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly shardId: string;
  readonly text: string;
}

export interface Invocation {
  readonly functionArn: string;
  readonly at: number;
  readonly records: readonly Delivered[];
  readonly payload: string;
  /** Undefined while it runs, and for ever when it was cut off. */
  outcome: InvokeOutcome | undefined;
}

/** What the function does with a batch, and how long it takes. */
export interface Behaviour {
  readonly outcome: InvokeOutcome;
  readonly durationMs: number;
}

export interface ModelFunction extends FunctionInvoker {
  readonly invocations: readonly Invocation[];
  readonly running: readonly Invocation[];
}

export const MODEL_ROLE = "arn:aws:iam::000000000000:role/model";

/** Functions that do what `behave` says, of which those named exist. */
export function createModelFunction(
  clock: Clock,
  behave: (records: readonly Delivered[]) => Behaviour,
  exists: (functionArn: string) => boolean = () => true,
): ModelFunction {
  const invocations: Invocation[] = [];
  const running = new Set<Invocation>();
  return {
    invocations,
    get running() {
      return [...running];
    },
    roleOf: (functionArn) => (exists(functionArn) ? MODEL_ROLE : undefined),
    invoke: async (functionArn, payload, signal) => {
      const records = parseRecords(payload);
      const invocation: Invocation = { functionArn, at: clock.now(), records, payload, outcome: undefined };
      const { outcome, durationMs } = behave(records);
      if (outcome.kind === "rejected") return outcome;
      invocations.push(invocation);
      running.add(invocation);
      try {
        await sleep(clock, durationMs, signal);
      } finally {
        running.delete(invocation);
      }
      invocation.outcome = outcome;
      return outcome;
    },
  };
}

function parseRecords(payload: string): Delivered[] {
  const { Records } = JSON.parse(payload) as {
    Records: { eventID: string; kinesis: Record<"sequenceNumber" | "partitionKey" | "data", string> }[];
  };
  return Records.map(({ eventID, kinesis }) => ({
    eventID,
    sequenceNumber: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey,
    shardId: eventID.split(":")[0] ?? "",
    text: Buffer.from(kinesis.data, "base64").toString(),
  }));
}

/** The function answered. */
export function returned(payload = "null"): InvokeOutcome {
  return { kind: "returned", payload, requestId: "request", version: "$LATEST" };
}

/** The function threw. */
export function failed(): InvokeOutcome {
  return {
    kind: "failed",
    payload: '{"errorType":"Error"}',
    functionError: "Unhandled",
    requestId: "request",
    version: "$LATEST",
  };
}

/** The function answered that these records failed. */
export function itemFailures(...sequenceNumbers: readonly (string | null)[]): InvokeOutcome {
  const batchItemFailures = sequenceNumbers.map((itemIdentifier) => ({ itemIdentifier }));
  return returned(JSON.stringify({ batchItemFailures }));
}

/** The function was not run. */
export const THROTTLED: InvokeOutcome = {
  kind: "rejected",
  code: "TooManyRequestsException",
  message: "Rate Exceeded.",
};

/** A record for tests of pure parts. */
export function madeUpRecord(number: number, changes: Partial<StreamRecord> = {}): StreamRecord {
  return {
    sequenceNumber: String(number),
    partitionKey: "key",
    data: new Uint8Array(0),
    arrivedAt: 0,
    ...changes,
  };
}
