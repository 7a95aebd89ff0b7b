import { Option, type Command as Program } from "commander";
import { InputError, UsageError } from "../exit.ts";
import { resourceLabel } from "../output/resource-label.ts";
import { statusDocument } from "../output/status-json.ts";
import { formatStatus } from "../output/status-text.ts";
import { formatStructured, isStructured } from "../output/structured.ts";
import { createStyle } from "../output/style.ts";
import { layoutFor } from "../output/table.ts";
import type { Terminal } from "../terminal.ts";
import type { CtlContext } from "./context.ts";
import { kindNamesHelp } from "./kind-names.ts";
import { parseSelector, type SelectorOptions } from "./resource-selector.ts";
import { addSelectorOptions, addStateOptions, type StateOptions, withState } from "./state-options.ts";
import { readStatus, type StatusView } from "./status-view.ts";
import { watchStatus } from "./status-watch.ts";

const formats = ["table", "wide", "name", "json", "yaml"] as const;

interface StatusOptions extends StateOptions, SelectorOptions {
  readonly output: (typeof formats)[number];
  readonly watch?: true;
  /** commander's form of `--no-headers`. */
  readonly headers: boolean;
}

const examples = `
Kinds: ${kindNamesHelp};
plurals and any case will do.
A name that several environments have shows all of them.

Examples:
  $ xflowctl status --local                 everything
  $ xflowctl status fn sub                  functions and subscriptions
  $ xflowctl status fn/count_words          one resource
  $ xflowctl status -e prod -l team=web -w  watch some
  $ xflowctl status -o json | jq .counts

Exit codes: 0 read, whatever it says; 1 no such resource or table; 2 error.`;

/** `xflowctl status [KIND[/NAME]…]` */
export function addStatusCommand(program: Program, context: CtlContext): void {
  const command = program
    .command("status")
    .description("tell who leads, from which revision, and how each resource is")
    .argument("[KIND[/NAME]...]", "what to list; default: everything")
    .addOption(new Option("-o, --output <FORMAT>", "how to print").choices(formats).default("table"))
    .option("-w, --watch", "go on, until stopped; drawn in place on a terminal")
    .option("--no-headers", "the lines of the resources alone")
    .addHelpText("after", examples)
    .action((names: string[], options: StatusOptions) => runStatus(names, options, context));
  addStateOptions(addSelectorOptions(command));
}

async function runStatus(
  names: readonly string[],
  options: StatusOptions,
  context: CtlContext,
): Promise<void> {
  const { output, watch } = options;
  if (watch && output !== "table" && output !== "wide")
    throw new UsageError(`-w does not go with -o ${output}`);
  const selector = parseSelector(names, options);
  const { clock } = context.world;
  await withState(options, context, async (state) => {
    const read = () => readStatus(state, selector, { instance: options.instance, nowMs: clock.now() });
    if (watch) return await watchStatus(read, textOptions(options), context);
    const view = await read();
    const isInVain = view.missing.length > 0 && view.resources.length === 0;
    if (!isInVain) context.terminal.stdout.write(format(view, options, context.terminal));
    if (view.missing.length > 0) throw new InputError(view.missing.join("\n"));
  });
}

function format(view: StatusView, options: StatusOptions, { stdout, env }: Terminal): string {
  const { output } = options;
  if (isStructured(output)) return formatStructured(statusDocument(view), output);
  const lines =
    output === "name"
      ? view.resources.map(({ row }) => resourceLabel(row.key))
      : formatStatus(view, textOptions(options), layoutFor(stdout, createStyle(stdout, env)));
  return lines.map((line) => `${line}\n`).join("");
}

function textOptions({ output, headers }: StatusOptions) {
  return { wide: output === "wide", noHeaders: !headers };
}
