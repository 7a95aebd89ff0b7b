import { InvalidArgumentError, Option, type Command as Program } from "commander";
import type { DesiredSet } from "../api/desired-set.ts";
import {
  type Connection,
  configure,
  planChanges,
  publishEvent,
  type ServeSettings,
  trackExecution,
} from "../app.ts";
import { readEnvironment } from "../config.ts";
import { connect } from "./connect.ts";
import { InputError, UsageError } from "./exit.ts";
import { expectInstance } from "./expect-instance.ts";
import { expectLease } from "./lease-option.ts";
import { type Loaded, loadPath, sourceRootOption } from "./load-path.ts";
import { formatPlans } from "./output/plan.ts";
import { createProgressDisplay } from "./output/progress.ts";
import { formatSummary } from "./output/summary.ts";
import { formatValidation } from "./output/validation.ts";
import { splitPair } from "./paired-options.ts";
import { runServerCommand } from "./server-command.ts";
import { withSetupRemedy } from "./setup-remedy.ts";
import type { Terminal } from "./terminal.ts";

/** What `xflow PATH` can be told, as commander gives it. */
export interface FlowOptions {
  readonly validate?: true;
  readonly configure?: true;
  readonly dryRun?: true;
  readonly publish?: string;
  readonly track?: string;
  readonly local?: true;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly instance: string;
  readonly sourceRoot: readonly string[];
  readonly output?: "json";
  readonly table: string;
  readonly prune?: true;
  readonly maxDeletes?: number;
  readonly server?: true;
  readonly resync: string;
  readonly lease: string;
  readonly metricsListen: string;
  readonly logLevel: ServeSettings["logLevel"];
}

export function addFlowOptions(program: Program): void {
  program
    .option("-v, --validate", "check the files: every error, with its place")
    .option("-c, --configure", "make AWS equal to the files, and wait until it is")
    .option("--dry-run", "with -c: print the plan, change nothing")
    .option("--prune", "with -c: delete what these files, and no others, declared before")
    .option("-s, --server", "the controller: keep AWS equal to PATH until stopped")
    .addOption(new Option("-p, --publish <STREAM DATA>", "publish an event: JSON with an execution_id"))
    .addOption(new Option("-t, --track <WORKFLOW EXECUTION>", "print what happened to an execution, as JSON"))
    .option("--local", "use the embedded AWS: `xflow local`; -s starts it when none runs")
    .addOption(new Option("--endpoint-url <URL>", "where AWS is").env("XFLOW_ENDPOINT_URL"))
    .addOption(new Option("--region <REGION>", "where the files do not say").env("XFLOW_REGION"))
    .addOption(
      new Option("--instance <NAME>", "whose resources these are; written on each as a tag")
        .env("XFLOW_INSTANCE")
        .default("default"),
    )
    .addOption(new Option("--table <NAME>", "the state table").env("XFLOW_TABLE").default("xflow"))
    .addOption(
      new Option("--max-deletes <N>", "delete at most so many at once unasked; default: 10, or 20 % of all")
        .env("XFLOW_MAX_DELETES")
        .argParser(wholeNumber),
    )
    .addOption(
      new Option("--resync <DURATION>", "with -s: how often all of it is compared with AWS, 5s or more")
        .env("XFLOW_RESYNC")
        .default("60s"),
    )
    .addOption(
      new Option(
        "--lease <DURATION>",
        "with -s or -c: a process that writes, and then is silent for this long, is replaced",
      )
        .env("XFLOW_LEASE")
        .default("30s"),
    )
    .addOption(
      new Option("--metrics-listen <ADDRESS>", "with -s: of /metrics, /healthz and /readyz")
        .env("XFLOW_METRICS_LISTEN")
        .default("127.0.0.1:9464"),
    )
    .addOption(
      new Option("--log-level <LEVEL>", "with -s: what is logged at least")
        .env("XFLOW_LOG_LEVEL")
        .choices(["trace", "debug", "info", "warn", "error", "fatal"])
        .default("info"),
    )
    .addOption(sourceRootOption().env("XFLOW_SOURCE_ROOT"))
    .addOption(new Option("-o, --output <FORMAT>", "of validation, plan and summary").choices(["json"]));
}

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

/** @throws InvalidArgumentError */
function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("expected a whole number, 0 or more.");
  return Number(text);
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
