import { InvalidArgumentError, Option, type Command as Program } from "commander";
import { resourceKey } from "../../api/resource.ts";
import type { ResourceEvent, StoredEvent } from "../../core/resource-event.ts";
import { InputError, UsageError } from "../exit.ts";
import { eventDocument, eventHeaders, eventRow } from "../output/events-table.ts";
import { formatStructured, isStructured } from "../output/structured.ts";
import { createStyle } from "../output/style.ts";
import { formatTable, layoutFor } from "../output/table.ts";
import type { CtlContext } from "./context.ts";
import { pollUntilStopped } from "./polling.ts";
import { parseResourceName, type ResourceName } from "./resource-name.ts";
import { select, selectTargets } from "./resource-selector.ts";
import { addStateOptions, type StateOptions, withState } from "./state-options.ts";
import type { EventQuery, StateAccess } from "./state-port.ts";

const formats = ["table", "json", "yaml"] as const;
const types: readonly ResourceEvent["type"][] = ["Normal", "Warning"];

interface EventsOptions extends StateOptions {
  readonly environment?: string;
  readonly types?: readonly ResourceEvent["type"][];
  readonly limit: number;
  readonly output: (typeof formats)[number];
  readonly watch?: true;
  readonly headers: boolean;
}

/** Read when a filter is applied here: what the table cannot filter has to be looked through. */
const filteredLimit = 1_000;

const examples = `
Equal events are one line, with how often they happened. Reason Applied is the
history of what was changed in AWS, and why.

Examples:
  $ xflowctl events --local
  $ xflowctl events fn/count_words
  $ xflowctl events --types Warning -w

Exit codes: 0 read; 1 no such resource or table; 2 error.`;

/** `xflowctl events [KIND[/NAME]]` */
export function addEventsCommand(program: Program, context: CtlContext): void {
  const command = program
    .command("events")
    .description("tell what happened, the newest last")
    .argument("[KIND[/NAME]]", "of what; default: of everything")
    .option("-e, --environment <ENV>", "only of this environment")
    .option("--types <TYPES>", "only these: Normal, Warning", parseTypes)
    .option("--limit <N>", "the newest so many, up to 1000", parseLimit, 50)
    .addOption(new Option("-o, --output <FORMAT>", "how to print").choices(formats).default("table"))
    .option("-w, --watch", "go on with what happens, until stopped")
    .option("--no-headers", "the lines of the events alone")
    .addHelpText("after", examples)
    .action((name: string | undefined, options: EventsOptions) => runEvents(name, options, context));
  addStateOptions(command);
}

async function runEvents(
  typed: string | undefined,
  options: EventsOptions,
  context: CtlContext,
): Promise<void> {
  if (options.watch && isStructured(options.output)) {
    throw new UsageError(`-w does not go with -o ${options.output}`);
  }
  const wanted = typed === undefined ? undefined : parseResourceName(typed);
  await withState(options, context, async (state) => {
    const query = await toQuery(state, wanted, options);
    const read = async () => chosen(await state.events(query), wanted, options);
    if (options.watch) return await watchEvents(read, options, context);
    const events = await read();
    context.terminal.stdout.write(format(events, options, context));
  });
}

/**
 * Of one resource, the table finds the events itself.
 * @throws InputError for a name that is neither in the table nor in any event
 */
async function toQuery(
  state: StateAccess,
  wanted: ResourceName | undefined,
  { environment, limit, types: onlyTypes }: EventsOptions,
): Promise<EventQuery> {
  const isFiltered = environment !== undefined || onlyTypes !== undefined || wanted !== undefined;
  const wide = isFiltered ? filteredLimit : limit;
  if (wanted?.name === undefined) return { limit: wide };
  const selector = { names: [wanted], ...(environment !== undefined && { environment }) };
  const rows = await state.rows();
  const { missing } = select(selector, rows);
  if (missing.length === 0) {
    const [row] = selectTargets(selector, rows);
    return { limit: wide, ...(row !== undefined && { key: row.key }) };
  }
  // What was deleted has no row any more, but a history.
  const key = resourceKey(wanted.environment ?? environment ?? "default", wanted.kind, wanted.name);
  if ((await state.events({ key, limit: 1 })).length === 0) throw new InputError(missing.join("\n"));
  return { limit: wide, key };
}

/** The oldest first. */
function chosen(
  events: readonly StoredEvent[],
  wanted: ResourceName | undefined,
  { environment, types: onlyTypes, limit }: EventsOptions,
): readonly StoredEvent[] {
  const isWanted = ({ key, type }: StoredEvent) => {
    const [ofEnvironment, ofKind] = key?.split("/") ?? [];
    return (
      (onlyTypes?.includes(type) ?? true) &&
      (wanted === undefined || ofKind === wanted.kind) &&
      (environment === undefined || ofEnvironment === environment)
    );
  };
  return events.filter(isWanted).slice(0, limit).reverse();
}

async function watchEvents(
  read: () => Promise<readonly StoredEvent[]>,
  options: EventsOptions,
  context: CtlContext,
): Promise<void> {
  let told: ReadonlyMap<string, number> | undefined;
  await pollUntilStopped(context, async () => {
    const events = await read();
    const fresh = events.filter(({ id, count }) => told?.get(id) !== count);
    const headers = options.headers && told === undefined;
    if (fresh.length > 0) context.terminal.stdout.write(format(fresh, { ...options, headers }, context));
    told = new Map(events.map(({ id, count }) => [id, count]));
  });
}

function format(
  events: readonly StoredEvent[],
  { output, headers }: EventsOptions,
  { terminal: { stdout, env }, world }: CtlContext,
): string {
  if (isStructured(output)) return formatStructured({ events: events.map(eventDocument) }, output);
  if (events.length === 0) return headers ? "no events\n" : "";
  const rows = events.map((event) => eventRow(event, world.clock.now()));
  const layout = layoutFor(stdout, createStyle(stdout, env));
  return `${formatTable(headers ? eventHeaders : undefined, rows, layout).join("\n")}\n`;
}

function parseTypes(text: string): readonly ResourceEvent["type"][] {
  return text.split(",").map((word) => {
    const type = types.find((each) => each.toLowerCase() === word.trim().toLowerCase());
    if (type === undefined) throw new InvalidArgumentError(`${word} is none of ${types.join(", ")}.`);
    return type;
  });
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= filteredLimit) return limit;
  throw new InvalidArgumentError(`expected a whole number from 1 to ${filteredLimit}.`);
}
