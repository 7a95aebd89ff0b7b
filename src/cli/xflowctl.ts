import { Command as Program } from "commander";
import { version } from "../version.ts";
import { addConvertCommand } from "./convert-command.ts";
import { addApproveCommand } from "./ctl/approve-command.ts";
import { type CtlContext, type CtlWorld, realWorld } from "./ctl/context.ts";
import { addEventsCommand } from "./ctl/events-command.ts";
import { addForgetCommand } from "./ctl/forget-command.ts";
import { addReconcileCommand } from "./ctl/reconcile-command.ts";
import { addResumeCommand } from "./ctl/resume-command.ts";
import { addStatusCommand } from "./ctl/status-command.ts";
import { addSuspendCommand } from "./ctl/suspend-command.ts";
import type { Terminal } from "./terminal.ts";
import { addValidateCommand } from "./validate-command.ts";

const examples = `
Examples:
  $ xflowctl status --local                    what the controller does
  $ xflowctl events fn/count_words             what happened to a function
  $ xflowctl suspend fn/count_words --until 2h
  $ xflowctl validate manifests/wordcount      find every error, offline

Resources are KIND/NAME, e.g. Function/count_words or fn/count_words.
'xflowctl VERB --help' tells more.
Exit codes: 0 done; 1 invalid input, not ready, not found; 2 usage or error.`;

const stateVerbs = [
  addStatusCommand,
  addEventsCommand,
  addReconcileCommand,
  addSuspendCommand,
  addResumeCommand,
  addApproveCommand,
  addForgetCommand,
];

/** The `xflowctl` command. */
export async function runXflowctl(
  args: readonly string[],
  terminal: Terminal,
  world: CtlWorld = realWorld,
): Promise<0 | 1 | 2> {
  let exitCode: 0 | 1 | 2 = 0;
  const finish = (code: 0 | 1) => {
    exitCode = code;
  };
  const program = new Program("xflowctl")
    .description("The operator's tool for xflow.")
    .helpOption("-h, --help", "print this")
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .addHelpText("after", examples)
    .exitOverride();
  const context: CtlContext = { terminal, world, finish };
  program.commandsGroup("The controller and its resources, from the state table:");
  for (const addVerb of stateVerbs) addVerb(program, context);
  program.commandsGroup("Files:");
  addValidateCommand(program, terminal, finish);
  addConvertCommand(program, terminal, finish);
  program.commandsGroup("Others:");
  program
    .command("version")
    .description("print the version")
    .action(() => {
      terminal.stdout.write(`${version}\n`);
    });
  await program.parseAsync([...args], { from: "user" });
  return exitCode;
}
