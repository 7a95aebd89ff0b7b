import { dirname } from "node:path";
import type { RunnableFunction } from "../lambda/ports.ts";
import type { Credentials } from "./ports.ts";

/** What differs from sandbox to sandbox of one function. */
export interface SandboxPlace {
  /** Of the Runtime API, `host:port`. */
  readonly runtimeApi: string;
  /** The unpacked code. */
  readonly taskRoot: string;
  readonly logStream: string;
  /** Of the function's role. */
  readonly credentials: Credentials;
  /** Of the embedded AWS. */
  readonly endpoint: string;
}

/**
 * A sandbox's whole environment: nothing of the host's gets in. As AWS sets it (docs/local-rules.md,
 * ENV), except that the task root is the unpacked folder, PATH begins with the folder of this Node.js, and the
 * SDKs are pointed at the embedded AWS. The function's own variables win where Lambda lets them.
 */
export function environmentOf(fn: RunnableFunction, place: SandboxPlace): Record<string, string> {
  return {
    ...everyRuntime(fn, place),
    ...managedRuntime(fn.runtime, place.taskRoot),
    ...jsonLogging(fn),
    ...fn.environment,
  };
}

function everyRuntime(fn: RunnableFunction, place: SandboxPlace) {
  const { runtimeApi, taskRoot, logStream, endpoint, credentials } = place;
  return {
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: endpoint,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin:/opt/bin`,
    LD_LIBRARY_PATH: `/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:${taskRoot}:${taskRoot}/lib:/opt/lib`,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
    _AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1",
    _AWS_XRAY_DAEMON_PORT: "2000",
  };
}

function managedRuntime(runtime: string, taskRoot: string): Record<string, string> {
  if (runtime.startsWith("provided")) return {};
  const managed = { AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`, PWD: taskRoot };
  if (runtime.startsWith("python")) return { ...managed, PYTHONPATH: "/var/runtime", LC_CTYPE: "C.UTF-8" };
  const line = runtime.replace(/^nodejs(\d+).*$/, "node$1");
  return {
    ...managed,
    NODE_PATH: `/opt/nodejs/${line}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:${taskRoot}`,
    // The SDK's own switch: its warning about the Node.js line is about this machine, not about the function.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

function jsonLogging({ logging }: RunnableFunction): Record<string, string> {
  if (logging.format === "Text") return {};
  return { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel };
}
