import { Option, type Command as Program } from "commander";
import type { DesiredSet } from "../api/desired-set.ts";
import { type Connection, configure, planChanges, publishEvent, trackExecution } from "../app.ts";
import { readEnvironment } from "../config.ts";
import { connect } from "./connect.ts";
import { InputError, UsageError } from "./exit.ts";
import { loadPath, sourceRootOption } from "./load-path.ts";
import { formatPlans } from "./output/plan.ts";
import { createProgressDisplay } from "./output/progress.ts";
import { formatSummary } from "./output/summary.ts";
import { formatValidation } from "./output/validation.ts";
import { splitPair } from "./paired-options.ts";
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
}

export function addFlowOptions(program: Program): void {
  program
    .option("-v, --validate", "check the files: every error, with its place")
    .option("-c, --configure", "make AWS equal to the files, and wait until it is")
    .option("--dry-run", "with -c: print the plan, change nothing")
    .addOption(new Option("-p, --publish <STREAM DATA>", "publish an event: JSON with an execution_id"))
    .addOption(new Option("-t, --track <WORKFLOW EXECUTION>", "print what happened to an execution, as JSON"))
    .option("--local", "use the embedded AWS, which `xflow local` runs")
    .addOption(new Option("--endpoint-url <URL>", "where AWS is").env("XFLOW_ENDPOINT_URL"))
    .addOption(new Option("--region <REGION>", "where the files do not say").env("XFLOW_REGION"))
    .addOption(
      new Option("--instance <NAME>", "whose resources these are; written on each as a tag")
        .env("XFLOW_INSTANCE")
        .default("default"),
    )
    .addOption(sourceRootOption().env("XFLOW_SOURCE_ROOT"))
    .addOption(new Option("-o, --output <FORMAT>", "of validation, plan and summary").choices(["json"]));
}

/** Does what the flags ask, in the order validate, configure, publish, track. */
export async function runFlow(path: string, options: FlowOptions, terminal: Terminal): Promise<0 | 1> {
  if (options.dryRun && !options.configure) throw new UsageError("--dry-run goes with --configure");
  const set = await loadValid(path, options, terminal);
  if (set === undefined) return 1;
  if (!options.configure && !options.publish && !options.track) return 0;

  const connection = await connect(options, readEnvironment(terminal.env));
  try {
    return await runConnected(set, connection, options, terminal);
  } catch (error) {
    throw connection.local ? error : withSetupRemedy(error);
  }
}

async function runConnected(
  set: DesiredSet,
  connection: Connection,
  options: FlowOptions,
  terminal: Terminal,
): Promise<0 | 1> {
  if (options.configure && !(await runConfigure(set, connection, options, terminal))) return 1;
  if (options.publish) await runPublish(set, connection, splitPair(options.publish), terminal);
  if (options.track) await runTrack(set, connection, splitPair(options.track), terminal);
  return 0;
}

/** @returns undefined when the input has errors, which have been printed */
async function loadValid(
  path: string,
  options: FlowOptions,
  terminal: Terminal,
): Promise<DesiredSet | undefined> {
  const { set, ignored } = await loadPath(path, options.sourceRoot, terminal);
  const invalid = set.diagnostics.some(({ severity }) => severity === "error");
  const asked = options.validate || !(options.configure || options.publish || options.track);
  const out = asked ? terminal.stdout : terminal.stderr;
  if (asked || set.diagnostics.length > 0) out.write(formatValidation(set, ignored, options.output));
  return invalid ? undefined : set;
}

/** @returns whether everything is ready */
async function runConfigure(
  set: DesiredSet,
  connection: Connection,
  options: FlowOptions,
  terminal: Terminal,
): Promise<boolean> {
  if (options.dryRun) {
    const plans = await planChanges(set, connection, terminal.signal);
    terminal.stdout.write(formatPlans(plans, options.output, terminal));
    return true;
  }
  const display = createProgressDisplay(terminal);
  const summary = await configure(set, connection, { onEvent: display.show, signal: terminal.signal });
  display.end();
  terminal.stdout.write(formatSummary(summary, options.output));
  return summary.ready.length === set.resources.size;
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
