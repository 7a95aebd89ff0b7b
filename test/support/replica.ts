import { once } from "node:events";
import { createInterface } from "node:readline";
import { readMetrics, type Scrape } from "./metrics-text.ts";
import { spawnXflow } from "./xflow-process.ts";

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string; readonly time: string };

/** A controller's process, known by what it tells. */
export interface Replica extends AsyncDisposable {
  readonly pid: number;
  /** Of /metrics, /healthz and /readyz. */
  readonly ops: string;
  readonly lines: readonly LogLine[];
  /** The next line with that message, after the one that was heard last. @throws when the process ends before */
  hears(message: string, isMeant?: (line: LogLine) => boolean): Promise<LogLine>;
  scrape(): Promise<Scrape>;
  /** @returns the status code of an ops page */
  probe(page: "healthz" | "readyz"): Promise<number>;
  /** As `kill` on the command line does. */
  kill(signal: NodeJS.Signals): void;
  /** How it ended, by itself or by a signal sent before. */
  readonly ended: Promise<{ readonly status: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface ReplicaOptions {
  readonly path: string;
  readonly endpoint: string;
  readonly args?: readonly string[];
}

/** Starts `xflow PATH --server --local` as one of instance `x`, and waits until it has started. */
export async function startReplica({ path, endpoint, args = [] }: ReplicaOptions): Promise<Replica> {
  const where = ["--local", "--endpoint-url", endpoint, "--instance", "x"];
  const child = spawnXflow([path, "--server", ...where, "--metrics-listen", "127.0.0.1:0", ...args], {});
  const { pid, stderr } = child;
  if (pid === undefined || stderr === null) throw new Error("xflow could not be started");
  const log = createLogReader();
  const read = createInterface({ input: stderr });
  read.on("line", log.take);
  const ended = once(child, "close").then(([status, signal]) => {
    log.end();
    return { status: status as number | null, signal: signal as NodeJS.Signals | null };
  });
  const { ops } = await log.hears("started");
  const page = (name: string) => fetch(`http://${ops}/${name}`);
  return {
    pid,
    ops: String(ops),
    lines: log.lines,
    hears: log.hears,
    scrape: async () => readMetrics(await (await page("metrics")).text()),
    probe: async (name) => (await page(name)).status,
    kill: (signal) => void child.kill(signal),
    ended,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await ended;
    },
  };
}

function createLogReader() {
  const lines: LogLine[] = [];
  let heard = 0;
  let hasEnded = false;
  let wake: () => void = () => undefined;
  return {
    lines,
    take: (text: string) => {
      lines.push(text.startsWith("{") ? (JSON.parse(text) as LogLine) : { msg: text, time: "" });
      wake();
    },
    end: () => {
      hasEnded = true;
      wake();
    },
    hears: async (message: string, isMeant: (line: LogLine) => boolean = () => true): Promise<LogLine> => {
      for (;;) {
        const at = lines.findIndex((line, index) => index >= heard && line.msg === message && isMeant(line));
        const line = lines[at];
        if (line !== undefined) {
          heard = at + 1;
          return line;
        }
        if (hasEnded) throw new Error(`ended without "${message}": ${JSON.stringify(lines.slice(-5))}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
