import { createHash, randomUUID } from "node:crypto";
import { type Zippable, zipSync } from "fflate";
import { createClock } from "../../src/local/clock.ts";
import { createExecution, type Execution, type ExecutionDeps } from "../../src/local/execution/execution.ts";
import type { PoolOptions } from "../../src/local/execution/sandbox-pool.ts";
import type { InvokeOptions, LoggingSettings, RunnableFunction } from "../../src/local/lambda/ports.ts";

/** Path to text; a text that begins with `#!` is packed as executable. */
export type SourceFiles = Readonly<Record<string, string>>;

/** Packs files as a deployment package. */
export function toZip(files: SourceFiles): Uint8Array {
  const entries: Zippable = {};
  for (const [path, text] of Object.entries(files)) {
    const mode = text.startsWith("#!") ? 0o100755 : 0o100644;
    entries[path] = [Buffer.from(text), { os: 3, attrs: mode << 16, level: 0 }];
  }
  return zipSync(entries);
}

/** A function of these files; Node.js and `index.handler` unless told otherwise. */
export function functionOf(files: SourceFiles, changes: Partial<RunnableFunction> = {}): RunnableFunction {
  const zip = toZip(files);
  const name = changes.name ?? `f-${randomUUID().slice(0, 8)}`;
  return {
    arn: `arn:aws:lambda:eu-west-3:000000000000:function:${name}`,
    name,
    role: "arn:aws:iam::000000000000:role/runner",
    region: "eu-west-3",
    runtime: "nodejs22.x",
    handler: "index.handler",
    timeoutSeconds: 30,
    memoryMb: 128,
    environment: {},
    logging: textLogging(name),
    reservedConcurrency: undefined,
    code: { sha256: createHash("sha256").update(zip).digest("base64"), read: async () => zip },
    revision: "1",
    ...changes,
  };
}

export function textLogging(name: string): LoggingSettings {
  return {
    format: "Text",
    group: `/aws/lambda/${name}`,
    applicationLevel: "INFO",
    systemLevel: "INFO",
  };
}

/** A Node.js function: the text of a CommonJS module. */
export const nodeFunction = (text: string, changes: Partial<RunnableFunction> = {}) =>
  functionOf({ "index.js": text }, changes);

/** A Python function: the text of a module with `handler`. */
export const pythonFunction = (text: string, changes: Partial<RunnableFunction> = {}) =>
  functionOf({ "app.py": text }, { runtime: "python3.13", handler: "app.handler", ...changes });

/** A provided.* function: the text of its bootstrap. */
export const providedFunction = (bootstrap: string, changes: Partial<RunnableFunction> = {}) =>
  functionOf({ bootstrap }, { runtime: "provided.al2023", handler: "anything", ...changes });

/** A bootstrap that is a Node.js module, with `api` the Runtime API's base URL. */
export const nodeBootstrap = (text: string) =>
  `#!/usr/bin/env node\nconst api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime";\n` +
  `(async () => {${text}})();\n`;

export interface LoggedLine {
  readonly group: string;
  readonly stream: string;
  readonly text: string;
  readonly timestamp: number;
}

export interface RunOutcome {
  readonly kind: string;
  /** The parsed payload. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what its function answers
  readonly payload: any;
  readonly requestId: string;
  readonly log: string;
  /** What its group holds by the time the result is there, without line feeds. */
  readonly lines: readonly string[];
}

/** An execution whose logs are kept in memory. */
export interface FunctionRuns {
  readonly execution: Execution;
  readonly logged: LoggedLine[];
  run(fn: RunnableFunction, event?: unknown, options?: Partial<InvokeOptions>): Promise<RunOutcome>;
}

export function createFunctionRuns(
  deps: Partial<ExecutionDeps> = {},
  options: Partial<PoolOptions> = {},
): FunctionRuns {
  const logged: LoggedLine[] = [];
  const execution = createExecution(
    {
      clock: createClock(),
      endpoint: () => "http://127.0.0.1:1",
      credentials: {
        lend: () => ({ accessKeyId: "ASIAFUNCTION", secretAccessKey: "secret", sessionToken: "token" }),
        giveBack: () => undefined,
      },
      logs: {
        append: async ({ group, stream }, events) => {
          for (const { message, timestamp } of events) {
            logged.push({ group, stream, timestamp, text: message.replace(/\n$/, "") });
          }
        },
      },
      ...deps,
    },
    options,
  );
  return {
    execution,
    logged,
    run: async (fn, event = {}, invokeOptions = {}) => {
      const requestId = randomUUID();
      const before = logged.length;
      const payload = Buffer.from(JSON.stringify(event));
      const result = await execution.invoke(fn, payload, { requestId, ...invokeOptions });
      const text = result.kind === "throttled" ? "null" : Buffer.from(result.payload).toString("utf8");
      const lines = logged.slice(before).filter(({ group }) => group === fn.logging.group);
      return {
        kind: result.kind,
        payload: JSON.parse(text),
        requestId,
        log: result.kind === "throttled" ? "" : result.log,
        lines: lines.map((line) => line.text),
      };
    },
  };
}
