import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "./requests/child-environment.ts";

export const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));

/** How a command ended. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly bin?: "main.js" | "ctl.js";
}

/** Credentials that no real account has, and no profile of the machine's user. */
export const testEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  ...childEnvironment,
};

/** Starts one of the built commands; whoever starts it ends it. */
export function spawnXflow(args: readonly string[], options: RunOptions): ChildProcess {
  const bin = join(repositoryRoot, "dist", options.bin ?? "main.js");
  return spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd ?? repositoryRoot,
    env: { ...testEnvironment, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs one of the built commands to its end. */
export async function runXflow(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawnXflow(args, options);
  const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  child.stdout?.on("data", (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.stderr.push(chunk));
  const [status] = (await once(child, "close")) as [number | null];
  return {
    status,
    stdout: Buffer.concat(chunks.stdout).toString("utf8"),
    stderr: Buffer.concat(chunks.stderr).toString("utf8"),
  };
}

/** A running `xflow local`. */
export interface LocalProcess extends AsyncDisposable {
  readonly endpoint: string;
  readonly process: ChildProcess;
  /** SIGTERM unless told otherwise; resolves when it is gone. @returns the exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `xflow local` on a free port and waits until it serves. Ephemeral unless `--data` is among the arguments. */
export async function startLocal(
  args: readonly string[] = ["--ephemeral"],
  options: RunOptions = {},
): Promise<LocalProcess> {
  const child = spawnXflow(["local", "--port", "0", ...args], options);
  const exited = once(child, "exit");
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint += chunk.toString("utf8");
  });
  const endpoint = await endpointOf(child);
  if (endpoint === undefined) throw new Error(`xflow local did not start: ${complaint}`);
  child.stdout?.resume();
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return { endpoint, process: child, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

async function endpointOf(child: ChildProcess): Promise<string | undefined> {
  if (child.stdout === null) return undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
    if (found) return found[0];
  }
  return undefined;
}
