import { errorLine } from "./node-console.mjs";
import { isStreaming, runStreaming } from "./node-streaming.mjs";

const neverSettledName = "Runtime.NodeJsExit";
/** Node.js's own exit code for an unsettled promise at the top level. */
const neverSettledExitCode = 13;

/** Lambda dropped callbacks with Node.js 24, whatever Node.js runs this. */
const hasCallbacks = Number(process.env.AWS_EXECUTION_ENV?.match(/nodejs(\d+)/)?.[1] ?? 0) < 24;

/**
 * Makes the function that runs one invocation, from event to posted answer.
 * @param handler of the user
 * @param client of the Runtime API
 * @param current where a crash finds out which invocation it hits
 */
export function createHandlerRun(handler, client, current) {
  return async (invocation) => {
    const { requestId } = invocation;
    const context = toContext(invocation);
    current.fail = (error) => client.postError(requestId, error);
    try {
      const event = JSON.parse(invocation.body);
      if (isStreaming(handler)) await runStreaming({ handler, event, context, client });
      else await client.postResponse(requestId, toText(await call(handler, event, context)));
    } catch (error) {
      errorLine("Invoke Error", error);
      await client.postError(requestId, error);
      if (error?.name === neverSettledName) process.exit(neverSettledExitCode);
    }
    current.fail = undefined;
  };
}

/** A result without a JSON form is null. */
function toText(result) {
  return JSON.stringify(result) ?? "null";
}

/** Runs a handler of either style. Resolves with its result. */
async function call(handler, event, context) {
  const drained = watchDrained();
  try {
    return await new Promise((resolve, reject) => {
      offerCallback({ context, drained, resolve, reject });
      const returned = handler(event, context, context.done);
      if (typeof returned?.then === "function") {
        returned.then(resolve, reject);
        drained.whenDrained(() => reject(neverSettled()));
      } else if (hasCallbacks) {
        drained.whenDrained(() => resolve(null));
      } else {
        resolve(returned);
      }
    });
  } finally {
    drained.cancel();
  }
}

/** The answer of a callback waits for the event loop to be empty, unless the function says not to. */
function offerCallback({ context, drained, resolve, reject }) {
  if (!hasCallbacks) return;
  const settle = (action) => {
    if (context.callbackWaitsForEmptyEventLoop) drained.whenDrained(action);
    else action();
  };
  context.done = (error, result) => settle(() => (error ? reject(error) : resolve(result)));
  context.fail = (error) => context.done(error ?? new Error("failed"));
  context.succeed = (result) => context.done(null, result);
}

/** Calls back once nothing is left for Node.js to do. */
function watchDrained() {
  const actions = [];
  const run = () => {
    for (const action of actions.splice(0)) action();
  };
  process.once("beforeExit", run);
  return {
    whenDrained: (action) => actions.push(action),
    cancel: () => process.removeListener("beforeExit", run),
  };
}

function neverSettled() {
  const error = new Error(
    "the handler's promise was never settled: nothing is left to run, and it is neither resolved nor rejected",
  );
  error.name = neverSettledName;
  return error;
}

function toContext(invocation) {
  const env = process.env;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: invocation.functionArn,
    awsRequestId: invocation.requestId,
    clientContext: invocation.clientContext === undefined ? undefined : JSON.parse(invocation.clientContext),
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadlineMs - Date.now()),
  };
}
