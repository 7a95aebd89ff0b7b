import { runServer } from "../app.ts";
import { readEnvironment } from "../config.ts";
import { connect, isAnswering, localEndpoint } from "./connect.ts";
import { expectDuration } from "./duration.ts";
import { UsageError } from "./exit.ts";
import { expectInstance } from "./expect-instance.ts";
import type { FlowOptions } from "./flow-options.ts";
import { expectLease } from "./lease-option.ts";
import { withSetupRemedy } from "./setup-remedy.ts";
import type { Terminal } from "./terminal.ts";

/** Scans in quicker succession would drain quotas that everybody in the account shares. */
const leastResyncMs = 5_000;

/** `xflow PATH --server`: the controller, until a signal. PATH may be absent: it is waited for. */
export async function runServerCommand(path: string, options: FlowOptions, terminal: Terminal): Promise<0> {
  refuseOthers(options, terminal);
  const scanPeriodMs = expectDuration("--resync", options.resync);
  if (scanPeriodMs < leastResyncMs) throw new UsageError(`--resync ${options.resync}: expected 5s or more`);
  const leaseMs = expectLease(options.lease);
  const environment = readEnvironment(terminal.env);
  const ownAws = options.local === true && !(await isAnswering(localEndpoint(options, environment)));
  const connection = await connect(options, environment, { isStarted: ownAws });
  const isTerminal = terminal.stderr.isTTY === true;
  const { table, metricsListen, logLevel, maxDeletes } = options;
  try {
    await runServer({
      path,
      sourceRoots: options.sourceRoot,
      overrides: environment.seedOverrides,
      connection,
      ...{ table, leaseMs, scanPeriodMs, metricsListen, logLevel },
      ...(maxDeletes !== undefined && { maxDeletes }),
      isTerminal,
      hasColors: isTerminal && !terminal.env["NO_COLOR"],
      stderr: isTerminal ? terminal.stderr : 2,
      ...(ownAws && { localPort: Number(new URL(localEndpoint(options, environment)).port) }),
      signal: terminal.signal,
    });
    return 0;
  } catch (error) {
    const told = withListenRemedy(error);
    throw connection.local ? told : withSetupRemedy(told);
  }
}

function withListenRemedy(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== "ListenError") return error;
  return new UsageError(`${error.message}; choose another with --metrics-listen`, { cause: error });
}

function refuseOthers(options: FlowOptions, terminal: Terminal): void {
  const { configure, publish, track, validate, dryRun, prune } = options;
  if (configure || publish || track || validate || dryRun || prune) {
    throw new UsageError("--server runs for ever: give it no other thing to do");
  }
  expectInstance("--server", options, terminal);
}
