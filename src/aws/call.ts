import { CallError, type Disposition } from "../core/call-error.ts";
import type { Clock } from "../core/clock.ts";
import type { CallBudget } from "./call-budget.ts";
import { toCallError } from "./classify.ts";

export type AwsService = "lambda" | "kinesis" | "logs" | "iam" | "tag" | "sts" | "s3";

/** `<service>:<Operation>`, as IAM spells actions where they are alike. */
export type CallName = `${AwsService}:${string}`;

/** One attempt that went to AWS. */
export interface CallRecord {
  readonly service: AwsService;
  readonly operation: string;
  /** Whether it changes something. */
  readonly mutating: boolean;
  readonly outcome: "ok" | Disposition["kind"];
  /** The name of AWS's error. */
  readonly code?: string;
  /** From sending it to its answer; waiting for its turn is not counted. */
  readonly durationMs?: number;
}

export type OnCall = (record: CallRecord) => void;

/** What an SDK client's `send` takes beside the command. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal;
  /** Goes out only if writing is still allowed at that moment. */
  readonly isWrite?: boolean;
}

/**
 * Makes one call: waits for its turn, sends it once, classifies what goes wrong. Every SDK call goes this way.
 * @throws CallError, also when writing is not allowed; the signal's reason when aborted before it was sent
 */
export type Call = <Answer>(
  name: CallName,
  send: (options: SendOptions) => Promise<Answer>,
  signal?: AbortSignal,
) => Promise<Answer>;

export interface CallDeps {
  readonly clock: Pick<Clock, "now">;
  readonly budget: CallBudget;
  readonly onCall: OnCall;
  /** Asked right before a call that changes something is sent; absent: always. */
  readonly mayWrite?: () => boolean;
  /** Aborts calls that are made without a signal of their own: reads, which several may be waiting for. */
  readonly closed?: AbortSignal;
}

export function createCall(deps: CallDeps): Call {
  return async (name, send, signal = deps.closed) => {
    const [service, operation] = splitName(name);
    await deps.budget.take(service, operation, signal);
    expectAllowed(name, deps.mayWrite);
    const sentMs = deps.clock.now();
    const record = (outcome: CallRecord["outcome"], code?: string) => {
      const durationMs = deps.clock.now() - sentMs;
      const named = code === undefined ? {} : { code };
      deps.onCall({ service, operation, mutating: isMutating(operation), outcome, durationMs, ...named });
    };
    try {
      const answer = await send({
        isWrite: isMutating(operation),
        ...(signal !== undefined && { abortSignal: signal }),
      });
      record("ok");
      return answer;
    } catch (error) {
      const failure = toCallError(service, operation, error);
      record(failure.disposition.kind, error instanceof Error ? error.name : undefined);
      if (failure.disposition.kind === "throttled") deps.budget.throttled(service, operation);
      throw failure;
    }
  };
}

/** The right to write may have ended while the call waited for its turn. @throws CallError */
function expectAllowed(name: CallName, mayWrite: () => boolean = () => true): void {
  if (!isMutating(splitName(name)[1]) || mayWrite()) return;
  throw new CallError(
    name,
    { kind: "conflict" },
    new Error("nothing is written while the lease is not renewed"),
  );
}

function splitName(name: CallName): readonly [AwsService, string] {
  const colon = name.indexOf(":");
  return [name.slice(0, colon) as AwsService, name.slice(colon + 1)];
}

/** Among the calls made here, those that do not read. */
export function isMutating(operation: string): boolean {
  return !/^(Get|Head|List|Describe|AssumeRole)/.test(operation);
}
