import { type Clock, createClock } from "../clock.ts";
import type { FunctionRunner, RunnableFunction } from "../lambda/ports.ts";
import { type CodeFolders, createCodeFolders } from "./code-folders.ts";
import type { FunctionCredentials, LogSink } from "./ports.ts";
import { createRuntimeCommands } from "./runtime-command.ts";
import { Sandbox } from "./sandbox.ts";
import { createSandboxLog } from "./sandbox-log.ts";
import { type PoolOptions, SandboxPool } from "./sandbox-pool.ts";
import { inspectZip } from "./zip.ts";

export interface ExecutionDeps {
  /** Of the embedded AWS: stamps log events, evicts idle sandboxes. */
  readonly clock: Clock;
  /**
   * Real time, whatever the embedded AWS's clock does: functions are processes of this machine, so their
   * timeouts, deadlines and durations are measured on it. Default: the machine's clock.
   */
  readonly machine?: Clock;
  readonly logs: LogSink;
  readonly credentials: FunctionCredentials;
  /** For unpacked code and nothing else: emptied at the start. Default: a new one in the temporary folder. */
  readonly folder?: string;
  /** Where functions reach the embedded AWS, e.g. `http://127.0.0.1:4566`; read at each cold start. */
  readonly endpoint: () => string;
}

export interface Execution extends FunctionRunner {
  /** Kills every sandbox and removes what was unpacked. Resolves when no process or port is left. */
  stop(): Promise<void>;
}

const defaults: PoolOptions = { maxPerFunction: 16, maxIdle: 24, idleMs: 5 * 60_000 };

/** Runs functions in warm subprocesses against a real Runtime API. Processes start only when invoked. */
export function createExecution(deps: ExecutionDeps, options: Partial<PoolOptions> = {}): Execution {
  const folders = createCodeFolders(deps.folder);
  const pool = new SandboxPool(deps.clock, sandboxFactory(deps, folders), { ...defaults, ...options });
  const killAll = () => pool.kill();
  process.once("exit", killAll);
  return {
    inspect: inspectZip,
    invoke: async (fn, payload, invokeOptions) => {
      const sandbox = await pool.acquire(fn, invokeOptions.signal);
      if (sandbox === undefined) return { kind: "throttled" };
      try {
        return await sandbox.invoke(payload, invokeOptions);
      } finally {
        pool.release(sandbox);
      }
    },
    retire: async (functionArn) => {
      await pool.retire(functionArn);
      await folders.forget(functionArn);
    },
    stop: async () => {
      await pool.stop();
      await folders.close();
      process.removeListener("exit", killAll);
    },
  };
}

function sandboxFactory(deps: ExecutionDeps, folders: CodeFolders): (fn: RunnableFunction) => Sandbox {
  const machine = deps.machine ?? createClock();
  const commands = createRuntimeCommands();
  return (fn) =>
    new Sandbox(fn, {
      machine,
      commands,
      endpoint: deps.endpoint,
      credentials: deps.credentials,
      taskRoot: () => folders.folderOf(fn),
      log: createSandboxLog({
        sink: deps.logs,
        now: deps.clock.now,
        region: fn.region,
        settings: fn.logging,
        roleArn: fn.role,
      }),
    });
}
