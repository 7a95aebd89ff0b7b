import type { Command as Program } from "commander";
import type { ReconcileRequest } from "../../core/operator-request.ts";
import { expectDuration } from "../duration.ts";
import { InputError } from "../exit.ts";
import { plural, resourceLabel } from "../output/resource-label.ts";
import { formatStatusRows } from "../output/status-text.ts";
import { createStyle } from "../output/style.ts";
import { layoutFor } from "../output/table.ts";
import { type CtlContext, type CtlWorld, requestToken } from "./context.ts";
import { warnIfNobodyLeads } from "./leader-warning.ts";
import { waitUntilAnswered } from "./reconcile-wait.ts";
import { parseTargets, type SelectorOptions } from "./resource-selector.ts";
import { addSelectorOptions, addStateOptions, type StateOptions, withState } from "./state-options.ts";
import { type ResourceStatus, toStatuses } from "./status-view.ts";
import { describeSuspension } from "./suspension.ts";
import { readTargets } from "./targets.ts";
import { statusOf } from "./telling.ts";

interface ReconcileOptions extends StateOptions, SelectorOptions {
  readonly wait?: true;
  readonly timeout: string;
}

const examples = `
With --wait, prints how each resource is once the controller has looked at it.
Suspended resources are refused by name, and left out of --all and -l.

Examples:
  $ xflowctl reconcile fn/count_words --wait
  $ xflowctl reconcile --all
  $ xflowctl reconcile -l team=web --wait --timeout 10m

Exit codes: 0 asked, and with --wait ready; 1 not ready, not answered in time,
suspended, no such resource; 2 usage or error.`;

/** `xflowctl reconcile KIND/NAME…|--all|-l SEL` */
export function addReconcileCommand(program: Program, context: CtlContext): void {
  const command = program
    .command("reconcile")
    .description("have the controller look at resources now")
    .argument("[KIND/NAME...]")
    .option("--wait", "until it has")
    .option("--timeout <DURATION>", "how long to wait", "5m")
    .addHelpText("after", examples)
    .action((names: string[], options: ReconcileOptions) => runReconcile(names, options, context));
  addStateOptions(addSelectorOptions(command, "all"));
}

async function runReconcile(
  names: readonly string[],
  options: ReconcileOptions,
  context: CtlContext,
): Promise<void> {
  const timeoutMs = expectDuration("--timeout", options.timeout);
  const selector = parseTargets(names, options);
  await withState(options, context, async (state) => {
    const { rows, requests } = await readTargets(state, selector);
    const statuses = toStatuses(rows, requests, context.world.clock.now());
    const keys = withoutSuspended(statuses, names.length > 0, context).map(({ row }) => row.key);
    const isEverything = options.all === true && options.environment === undefined;
    const request = reconcileRequest(isEverything ? "all" : keys, context.world);
    await state.write(request);
    await warnIfNobodyLeads(state, context);
    if (!options.wait) {
      const what = keys.length <= 5 ? keys.map(resourceLabel).join(", ") : plural(keys.length, "resource");
      context.terminal.stdout.write(`reconcile requested: ${what}\n`);
      return;
    }
    const answered = await waitUntilAnswered(state, context, { keys, token: request.token, timeoutMs });
    context.finish(report(toStatuses(answered, requests, context.world.clock.now()), context));
  });
}

function reconcileRequest(keys: ReconcileRequest["keys"], world: CtlWorld): ReconcileRequest {
  const at = new Date(world.clock.now()).toISOString();
  return { kind: "reconcile", token: requestToken(world), keys, at, by: world.operator() };
}

/** @throws InputError when one of them was named, or none is left */
function withoutSuspended(
  statuses: readonly ResourceStatus[],
  named: boolean,
  { terminal }: CtlContext,
): readonly ResourceStatus[] {
  const suspended = statuses.flatMap(({ row, suspension }) =>
    suspension === undefined
      ? []
      : [`${resourceLabel(row.key)} is suspended ${describeSuspension(suspension)}`],
  );
  if (suspended.length === 0) return statuses;
  if (named || suspended.length === statuses.length) throw new InputError(suspended.join("\n"));
  terminal.stderr.write(`xflowctl: left out: ${suspended.join("; ")}\n`);
  return statuses.filter(({ suspension }) => suspension === undefined);
}

/** @returns the exit code: 0 when all are ready */
function report(statuses: readonly ResourceStatus[], { terminal, world }: CtlContext): 0 | 1 {
  const { stdout, env } = terminal;
  const view = { resources: statuses, nowMs: world.clock.now() };
  const layout = layoutFor(stdout, createStyle(stdout, env));
  stdout.write(`${formatStatusRows(view, { wide: false, noHeaders: false }, layout).join("\n")}\n`);
  return statuses.every(({ row }) => statusOf(row, "Ready") === "True") ? 0 : 1;
}
