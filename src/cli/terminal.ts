import { CommanderError } from "commander";
import { InputError, UsageError } from "./exit.ts";

/** Where a command reads and writes. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Exit codes: 0 done; 1 invalid input, not ready, not found; 2 usage or error. */
export type Command = (args: readonly string[], terminal: Terminal) => Promise<0 | 1 | 2>;

const stopSignals = ["SIGINT", "SIGTERM"] as const;
/** What is left of a command that was stopped gets this long, in milliseconds. */
const stoppedMs = 50;

/** Runs a command on this process: arguments, streams, signals, exit code. A second signal ends it at once. */
export async function runCommand(command: Command): Promise<void> {
  const stop = new AbortController();
  const stopOnce = (signal: NodeJS.Signals) => {
    for (const each of stopSignals) process.off(each, stopOnce);
    stop.abort(new Error(`stopped by ${signal}`));
  };
  for (const each of stopSignals) process.on(each, stopOnce);
  process.stdout.on("error", endQuietlyOnClosedPipe);
  const { stdout, stderr, env } = process;
  // The SDK would tell every user of Node 20 to upgrade; the floor is ours to move (ADR 3).
  env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  try {
    process.exitCode = await command(process.argv.slice(2), { stdout, stderr, env, signal: stop.signal });
  } catch (error) {
    process.exitCode = reportFailure(error, process.argv[1] ?? "xflow");
  }
  // What still hangs when a stopped command has ended does not keep the process.
  if (stop.signal.aborted) setTimeout(() => process.exit(), stoppedMs).unref();
}

/** `xflow … | head` closes the pipe early; that is no failure. */
function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}

function reportFailure(error: unknown, program: string): 0 | 1 | 2 {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const name = /ctl(\.js)?$/.test(program) ? "xflowctl" : "xflow";
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${name}: ${message}\n`);
  if (error instanceof UsageError) process.stderr.write(`Try '${name} --help'.\n`);
  return error instanceof InputError ? 1 : 2;
}
