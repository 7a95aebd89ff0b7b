/**
 * The Node.js runtime: loads the function's handler and serves invocations from the Runtime API.
 * Source: docs/local-rules.md, RT, HND, ERR, LOG. Runs inside the sandbox, so it is plain JavaScript
 * and imports nothing but its neighbours and Node.js.
 */

import { errorLine, patchConsole } from "./node-console.mjs";
import { loadHandler } from "./node-handler.mjs";
import { createHandlerRun } from "./node-handler-run.mjs";
import { createRuntimeClient } from "./node-runtime-client.mjs";
import { offerStreaming } from "./node-streaming.mjs";

const client = createRuntimeClient(process.env.AWS_LAMBDA_RUNTIME_API);
/** @type {{requestId: string | undefined, fail: undefined | ((error: unknown) => Promise<void>)}} */
const current = { requestId: undefined, fail: undefined };

patchConsole(() => current.requestId);
offerStreaming();
process.on("uncaughtException", (error) => crash("Uncaught Exception", error, 129));
process.on("unhandledRejection", (reason) => crash("Unhandled Promise Rejection", toRejection(reason), 128));

try {
  const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
  await serve(createHandlerRun(handler, client, current));
} catch (error) {
  errorLine("Uncaught Exception", error);
  await client.postInitError(error);
  process.exit(1);
}

async function serve(run) {
  for (;;) {
    const invocation = await client.next();
    current.requestId = invocation.requestId;
    process.env._X_AMZN_TRACE_ID = invocation.traceId;
    await run(invocation);
  }
}

/** Tells Lambda what happened, then ends the process as the managed runtimes do. */
async function crash(title, error, exitCode) {
  errorLine(title, error);
  try {
    await (current.fail ?? client.postInitError)(error);
  } finally {
    process.exit(exitCode);
  }
}

function toRejection(reason) {
  const error = new Error(String(reason), { cause: reason });
  error.name = "Runtime.UnhandledPromiseRejection";
  if (reason instanceof Error) error.stack = `${error.name}: ${error.message}\n${reason.stack}`;
  return error;
}
