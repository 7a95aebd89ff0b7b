import type { Command as Program } from "commander";
import type { SuspendRequest } from "../../core/operator-request.ts";
import { expectTimeToCome } from "../duration.ts";
import { resourceLabel } from "../output/resource-label.ts";
import type { CtlContext } from "./context.ts";
import { warnIfNobodyLeads } from "./leader-warning.ts";
import { parseTargets, type SelectorOptions } from "./resource-selector.ts";
import { addSelectorOptions, addStateOptions, type StateOptions, withState } from "./state-options.ts";
import { describeSuspension } from "./suspension.ts";
import { readTargets } from "./targets.ts";

interface SuspendOptions extends StateOptions, SelectorOptions {
  readonly reason?: string;
  readonly until?: string;
}

const examples = `
A suspended resource is still watched: its drift is told, and nothing in AWS is
changed or deleted. 'status' tells who suspended it, why and until when.
Suspending again replaces reason and time.

Examples:
  $ xflowctl suspend fn/count_words --reason "load test" --until 2h
  $ xflowctl suspend -l team=web --until 2030-01-31T18:00:00Z
  $ xflowctl suspend --all -e prod

Exit codes: 0 suspended; 1 no such resource or table; 2 usage or error.`;

/** `xflowctl suspend KIND/NAME…|--all|-l SEL` */
export function addSuspendCommand(program: Program, context: CtlContext): void {
  const command = program
    .command("suspend")
    .description("have the controller leave resources alone")
    .argument("[KIND/NAME...]")
    .option("--reason <TEXT>", "for whoever wonders")
    .option("--until <TIME|DURATION>", "resume by itself then; default: until 'resume'")
    .addHelpText("after", examples)
    .action((names: string[], options: SuspendOptions) => runSuspend(names, options, context));
  addStateOptions(addSelectorOptions(command, "all"));
}

async function runSuspend(
  names: readonly string[],
  options: SuspendOptions,
  context: CtlContext,
): Promise<void> {
  const { world, terminal } = context;
  const nowMs = world.clock.now();
  const { reason } = options;
  const until = options.until === undefined ? undefined : expectTimeToCome("--until", options.until, nowMs);
  const shared: Omit<SuspendRequest, "key"> = {
    kind: "suspend",
    at: new Date(nowMs).toISOString(),
    by: world.operator(),
    ...(reason !== undefined && { reason }),
    ...(until !== undefined && { until }),
  };
  const selector = parseTargets(names, options);
  await withState(options, context, async (state) => {
    const { rows } = await readTargets(state, selector);
    for (const { key } of rows) {
      await state.write({ ...shared, key });
      terminal.stdout.write(`suspended ${resourceLabel(key)} ${describeSuspension(shared)}\n`);
    }
    await warnIfNobodyLeads(state, context);
  });
}
