import { functionPending, throttled } from "./errors.ts";
import type { LambdaContext } from "./lambda-context.ts";
import type { InvokeOptions, InvokeResult } from "./ports.ts";
import { toRunnable } from "./runnable.ts";

export type Invoked = Exclude<InvokeResult, { kind: "throttled" }>;

/**
 * Runs a function once.
 * @throws AwsError ResourceNotFoundException, ResourceConflictException while it is Pending,
 *   TooManyRequestsException
 */
export async function invokeOnce(
  { functions, execution, packages }: LambdaContext,
  functionArn: string,
  payload: Uint8Array,
  options: InvokeOptions,
): Promise<Invoked> {
  const row = functions.get(functionArn);
  if (row.state === "Pending") throw functionPending();
  const result = await execution.invoke(toRunnable(row, packages), payload, options);
  if (result.kind === "throttled") throw throttled();
  return result;
}
