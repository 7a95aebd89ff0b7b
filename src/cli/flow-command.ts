import type { DesiredSet } from "../api/desired-set.ts";
import { type Connection, configure, planChanges, publishEvent, trackExecution } from "../app.ts";
import { readEnvironment } from "../config.ts";
import { connect } from "./connect.ts";
import { InputError, UsageError } from "./exit.ts";
import { expectInstance } from "./expect-instance.ts";
import type { FlowOptions } from "./flow-options.ts";
import { expectLease } from "./lease-option.ts";
import { type Loaded, loadPath } from "./load-path.ts";
import { formatPlans } from "./output/plan.ts";
import { createProgressDisplay } from "./output/progress.ts";
import { formatSummary } from "./output/summary.ts";
import { formatValidation } from "./output/validation.ts";
import { splitPair } from "./paired-options.ts";
import { runServerCommand } from "./server-command.ts";
import { withSetupRemedy } from "./setup-remedy.ts";
import type { Terminal } from "./terminal.ts";

function refuseUnfitFlags(options: FlowOptions, terminal: Terminal): void {
  const { configure, dryRun, prune } = options;
  if (dryRun && !configure) throw new UsageError("--dry-run goes with --configure");
  if (prune && !configure) throw new UsageError("--prune goes with --configure");
  if (prune && dryRun) throw new UsageError("--dry-run shows no deletes: leave out --prune");
  if (prune) expectInstance("--prune", options, terminal);
}

/** Does what the flags ask, in the order validate, configure, publish, track. */
export async function runFlow(path: string, options: FlowOptions, terminal: Terminal): Promise<0 | 1> {
  if (options.server) return await runServerCommand(path, options, terminal);
  refuseUnfitFlags(options, terminal);
  const loaded = await loadValid(path, options, terminal);
  if (loaded === undefined) return 1;
  if (!options.configure && !options.publish && !options.track) return 0;

  const connection = await connect(options, readEnvironment(terminal.env));
  try {
    return await runConnected({ ...loaded, path }, connection, options, terminal);
  } catch (error) {
    throw connection.local ? error : withSetupRemedy(error);
  }
}

/** What PATH declares. */
type ReadPath = Loaded & { readonly path: string };

async function runConnected(
  loaded: ReadPath,
  connection: Connection,
  options: FlowOptions,
  terminal: Terminal,
): Promise<0 | 1> {
  const { set } = loaded;
  if (options.configure && !(await runConfigure(loaded, connection, options, terminal))) return 1;
  if (options.publish) await runPublish(set, connection, splitPair(options.publish), terminal);
  if (options.track) await runTrack(set, connection, splitPair(options.track), terminal);
  return 0;
}

/** @returns undefined when the input has errors, which have been printed */
async function loadValid(
  path: string,
  options: FlowOptions,
  terminal: Terminal,
): Promise<Loaded | undefined> {
  const loaded = await loadPath(path, options.sourceRoot, terminal);
  const { set, ignored } = loaded;
  const invalid = set.diagnostics.some(({ severity }) => severity === "error");
  const asked = options.validate || !(options.configure || options.publish || options.track);
  const out = asked ? terminal.stdout : terminal.stderr;
  if (asked || set.diagnostics.length > 0) out.write(formatValidation(set, ignored, options.output));
  return invalid ? undefined : loaded;
}

/** @returns whether everything is ready */
async function runConfigure(
  { path, set, ignored }: ReadPath,
  connection: Connection,
  options: FlowOptions,
  terminal: Terminal,
): Promise<boolean> {
  if (options.dryRun) {
    const { table } = options;
    const plans = await planChanges({ set, connection, table, signal: terminal.signal });
    terminal.stdout.write(formatPlans(plans, options.output, terminal));
    return true;
  }
  const display = createProgressDisplay(terminal);
  const summary = await configure({
    ...{ path, set, connection, table: options.table, onEvent: display.show, signal: terminal.signal },
    leaseMs: expectLease(options.lease),
    onWait: (holder) => terminal.stderr.write(`waiting up to ${options.lease}: is ${holder} still alive?\n`),
    ...(options.prune && { prune: { files: filesOf(set, ignored), ...limitOf(options) } }),
  });
  display.end();
  terminal.stdout.write(formatSummary(summary, options.output));
  return summary.ready.length === set.resources.size && summary.deletionsHeld === undefined;
}

/** Files that declare nothing any more are among those that may have. */
function filesOf({ resources }: DesiredSet, ignored: readonly string[]): ReadonlySet<string> {
  return new Set([...[...resources.values()].map(({ source }) => source.file), ...ignored]);
}

function limitOf({ maxDeletes }: FlowOptions) {
  return maxDeletes === undefined ? {} : { maxDeletes };
}

async function runPublish(
  set: DesiredSet,
  connection: Connection,
  [stream, data]: readonly [string, string],
  terminal: Terminal,
): Promise<void> {
  const published = await publishEvent(set, connection, stream, data).catch(asInputError);
  terminal.stderr.write(`published to ${stream}: shard ${published.shardId}\n`);
}

async function runTrack(
  set: DesiredSet,
  connection: Connection,
  [workflow, execution]: readonly [string, string],
  terminal: Terminal,
): Promise<void> {
  const summary = await trackExecution(set, connection, workflow, execution).catch(asInputError);
  terminal.stdout.write(`${JSON.stringify(summary, undefined, 4)}\n`);
}

/** Names of errors that mean the user asked about something that is not there, or sent what cannot be sent. */
const notFound = new Set([
  "UnpublishableError",
  "StreamNotFoundError",
  "LogGroupNotFoundError",
  "NotDeclaredError",
]);

function asInputError(error: unknown): never {
  if (error instanceof Error && notFound.has(error.name))
    throw new InputError(error.message, { cause: error });
  throw error;
}
