import { Option, type Command as Program } from "commander";
import { readEnvironment } from "../../config.ts";
import { type ConnectionOptions, connect } from "../connect.ts";
import { InputError } from "../exit.ts";
import { withSetupRemedy } from "../setup-remedy.ts";
import type { CtlContext } from "./context.ts";
import type { StateAccess } from "./state-port.ts";

/** Whose state is read, and where it lies. */
export interface StateOptions extends ConnectionOptions {
  readonly table: string;
}

export function addStateOptions(command: Program): Program {
  return command
    .optionsGroup("Where the state is:")
    .addOption(new Option("--table <NAME>", "the state table").env("XFLOW_TABLE").default("xflow"))
    .addOption(
      new Option("--instance <NAME>", "whose state, if several share the table")
        .env("XFLOW_INSTANCE")
        .default("default"),
    )
    .addOption(new Option("--region <REGION>", "where the table is").env("XFLOW_REGION"))
    .addOption(new Option("--endpoint-url <URL>", "where AWS is").env("XFLOW_ENDPOINT_URL"))
    .option("--local", "use the embedded AWS, which `xflow local` runs");
}

/** Options that say which resources; the arguments do the rest. */
export function addSelectorOptions(command: Program, all?: "all"): Program {
  if (all !== undefined) command.option("--all", "every resource, with -e of one environment");
  return command
    .option("-e, --environment <ENV>", "only of this environment")
    .option("-l, --selector <LABELS>", "only with these labels: app=web,tier!=db,owner,!legacy");
}

/**
 * Opens the state table, and closes it whatever happens.
 * @throws InputError when there is no such table, UsageError when AWS is not set up on this machine
 */
export async function withState<Result>(
  options: StateOptions,
  { terminal, world }: CtlContext,
  use: (state: StateAccess) => Promise<Result>,
): Promise<Result> {
  const connection = await connect(options, readEnvironment(terminal.env));
  const state = await world.openState(connection, options.table);
  try {
    return await use(state);
  } catch (error) {
    throw explain(error, options, connection.local);
  } finally {
    state.close();
  }
}

function explain(error: unknown, { instance }: StateOptions, local: boolean): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === "TableNotFoundError") {
    const hint = `has a controller run, and are --region and --table right? (instance ${instance})`;
    return new InputError(`${error.message}: ${hint}`, { cause: error });
  }
  if (local) return error;
  const remedied = withSetupRemedy(error);
  return remedied === error && error.cause instanceof Error ? remedyOfCause(error, error.cause) : remedied;
}

/** The table's errors wrap those of the SDK. */
function remedyOfCause(error: Error, cause: Error): unknown {
  const remedied = withSetupRemedy(cause);
  return remedied === cause ? error : remedied;
}
