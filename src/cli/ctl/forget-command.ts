import type { Command as Program } from "commander";
import { resourceLabel } from "../output/resource-label.ts";
import { type CtlContext, requestToken } from "./context.ts";
import { warnIfNobodyLeads } from "./leader-warning.ts";
import { parseTargets } from "./resource-selector.ts";
import { addStateOptions, type StateOptions, withState } from "./state-options.ts";
import { readTargets } from "./targets.ts";

interface ForgetOptions extends StateOptions {
  readonly environment?: string;
}

const examples = `
Nothing happens in AWS. The controller heeds this for what is gone, released or
no longer declared; a resource that is declared stays.

Examples:
  $ xflowctl forget st/old_events

Exit codes: 0 asked; 1 no such resource or table; 2 usage or error.`;

/** `xflowctl forget KIND/NAME` */
export function addForgetCommand(program: Program, context: CtlContext): void {
  const command = program
    .command("forget")
    .description("drop what the controller remembers of a resource it no longer manages")
    .argument("<KIND/NAME>")
    .option("-e, --environment <ENV>", "in this environment")
    .addHelpText("after", examples)
    .action((name: string, options: ForgetOptions) => runForget(name, options, context));
  addStateOptions(command);
}

async function runForget(name: string, options: ForgetOptions, context: CtlContext): Promise<void> {
  const { world, terminal } = context;
  const selector = parseTargets([name], options);
  await withState(options, context, async (state) => {
    const { rows } = await readTargets(state, selector);
    for (const { key } of rows) {
      const at = new Date(world.clock.now()).toISOString();
      await state.write({ kind: "forget", key, token: requestToken(world), at, by: world.operator() });
      terminal.stdout.write(`forget requested: ${resourceLabel(key)}\n`);
    }
    await warnIfNobodyLeads(state, context);
  });
}
