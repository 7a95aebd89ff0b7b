import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createOutputLines } from "./output-lines.ts";
import type { RuntimeCommand } from "./runtime-command.ts";

/** How a runtime's process ended. */
export type Exit =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string }
  /** It never ran, e.g. no such file, not executable, wrong architecture. @see NodeJS.ErrnoException.code */
  | { readonly kind: "unstartable"; readonly code: string };

/** The subprocess of one sandbox, leader of its own process group. */
export interface RuntimeProcess {
  /** Resolves when it has ended, its group has been killed, and its output has been emitted. Never rejects. */
  readonly exited: Promise<Exit>;
  /** False from the moment it has ended, before its last output has been emitted. */
  isAlive(): boolean;
  /** Kills the whole group. */
  kill(): void;
  /** Resolves when everything the process has written so far has been emitted, an unfinished line too. */
  drain(): Promise<void>;
  /** The most memory it has held, in bytes; undefined where the system does not tell. */
  peakMemoryBytes(): number | undefined;
}

export interface ProcessPlace {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** @param onLine gets each line of its output and error output, without the line feed */
export function startRuntimeProcess(
  command: RuntimeCommand,
  place: ProcessPlace,
  onLine: (line: string) => void,
): RuntimeProcess {
  const child = spawn(command.file, command.args, {
    cwd: place.cwd,
    env: place.environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = readOutput(child, onLine);
  const ended = new Promise<Exit>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) resolve({ kind: "unstartable", code: error.code ?? error.message });
    });
    child.once("exit", (code, signal) => {
      resolve(signal === null ? { kind: "code", code: code ?? 0 } : { kind: "signal", signal });
    });
  });

  return {
    exited: ended.then(async (exit) => {
      killGroup(child.pid);
      await output.drain();
      child.stdout.destroy();
      child.stderr.destroy();
      return exit;
    }),
    isAlive: () => child.pid !== undefined && child.exitCode === null && child.signalCode === null,
    kill: () => killGroup(child.pid),
    drain: output.drain,
    peakMemoryBytes: () => peakMemoryBytes(child.pid),
  };
}

/**
 * A process writes its output before it calls the Runtime API, so when the call arrives the bytes are already
 * in our pipe. They have been read once a whole turn of the event loop has brought none.
 */
function readOutput(child: ChildProcess, onLine: (line: string) => void): { drain(): Promise<void> } {
  let chunks = 0;
  const streams = [child.stdout, child.stderr].map((stream) => {
    const lines = createOutputLines(onLine);
    stream?.on("data", (chunk: Buffer) => {
      chunks++;
      lines.push(chunk);
    });
    stream?.on("error", () => {});
    return lines;
  });
  return {
    drain: async () => {
      let seen = -1;
      while (seen !== chunks) {
        seen = chunks;
        await nextTurn();
      }
      for (const lines of streams) lines.finish();
    },
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group has ended already.
  }
}

/** From Linux's /proc; a few microseconds. */
function peakMemoryBytes(pid: number | undefined): number | undefined {
  try {
    const peak = readFileSync(`/proc/${pid}/status`, "utf8").match(/^VmHWM:\s+(\d+) kB$/m)?.[1];
    return peak === undefined ? undefined : Number(peak) * 1024;
  } catch {
    return undefined;
  }
}
