import { CallError, type Disposition } from "../core/call-error.ts";
import type { Clock } from "../core/clock.ts";
import type { CallBudget } from "./call-budget.ts";
import { codeOf, isUnclassified, toCallError } from "./classify.ts";
import type { Hold } from "./hold.ts";

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
  /** No rule knows it. */
  readonly unclassified?: true;
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
 * @throws CallError, also when writing is not allowed or the credentials are known to be no good; the signal's reason when aborted before it was sent
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
  /** Whether the credentials are any good; absent: that is found out each time. */
  readonly hold?: Pick<Hold, "expectFree" | "hold">;
}

export function createCall(deps: CallDeps): Call {
  return async (name, send, signal = deps.closed) => {
    const [service, operation] = splitName(name);
    const mutating = isMutating(operation);
    deps.hold?.expectFree(name);
    await deps.budget.take(service, operation, signal);
    deps.hold?.expectFree(name);
    expectAllowed(name, deps.mayWrite);
    const sentMs = deps.clock.now();
    const record: Recording = (outcome, told) => {
      const durationMs = deps.clock.now() - sentMs;
      deps.onCall({ service, operation, mutating, outcome, durationMs, ...told });
    };
    try {
      const answer = await send({
        isWrite: mutating,
        ...(signal !== undefined && { abortSignal: signal }),
      });
      record("ok");
      return answer;
    } catch (error) {
      throw failed(deps, name, error, record);
    }
  };
}

type Told = Pick<CallRecord, "code" | "unclassified">;
type Recording = (outcome: CallRecord["outcome"], told?: Told) => void;

function failed(deps: CallDeps, name: CallName, error: unknown, record: Recording): CallError {
  const [service, operation] = splitName(name);
  const failure = toCallError(service, operation, error);
  const { kind } = failure.disposition;
  // One of another call ended this one before it was sent: there were no credentials to sign it with.
  if (failure.call === name) record(kind, factsOf(service, operation, error));
  if (kind === "throttled") deps.budget.throttled(service, operation);
  if (kind === "credentials") deps.hold?.hold(failure);
  return failure;
}

function factsOf(service: AwsService, operation: string, error: unknown): Told {
  const code = error instanceof Error ? { code: codeOf(error) } : {};
  return { ...code, ...(isUnclassified(service, operation, error) && { unclassified: true }) };
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
