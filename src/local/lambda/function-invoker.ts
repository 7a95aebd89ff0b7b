import { randomUUID } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import type { FunctionInvoker, InvokeOutcome } from "../mapping/ports.ts";
import { type Invoked, invokeOnce } from "./invocation.ts";
import type { LambdaContext } from "./lambda-context.ts";

/** What event source mappings call. They may name a function with `:$LATEST`. */
export function createFunctionInvoker(context: LambdaContext): FunctionInvoker {
  const unqualified = (arn: string) => arn.replace(/:\$LATEST$/, "");
  return {
    invoke: async (functionArn, payload, signal) => {
      const requestId = randomUUID();
      const run = invokeOnce(context, unqualified(functionArn), Buffer.from(payload, "utf8"), {
        requestId,
        signal,
      });
      const outcome = run.then((result) => toOutcome(result, requestId), toRejection);
      return unlessAborted(outcome, signal);
    },
    roleOf: (functionArn) => context.functions.find(unqualified(functionArn))?.settings.role,
  };
}

function toOutcome({ kind, payload }: Invoked, requestId: string): InvokeOutcome {
  const told = { payload: Buffer.from(payload).toString("utf8"), requestId, version: "$LATEST" };
  return kind === "returned" ? { kind, ...told } : { kind, ...told, functionError: "Unhandled" };
}

/** Nothing of the function's own throws, so this was not run. */
function toRejection(error: unknown): InvokeOutcome {
  const code = error instanceof AwsError ? error.code : "ServiceException";
  return { kind: "rejected", code, message: error instanceof Error ? error.message : String(error) };
}

/** A function that has begun runs on, but nobody waits for it any more. */
function unlessAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    void value.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
