import { Command as Program } from "commander";
import { addConvertCommand } from "./convert-command.ts";
import type { Terminal } from "./terminal.ts";
import { addValidateCommand } from "./validate-command.ts";
import { version } from "./version.ts";

/** The `xflowctl` command. */
export async function runXflowctl(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
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
    .exitOverride();
  addValidateCommand(program, terminal, finish);
  addConvertCommand(program, terminal, finish);
  program
    .command("version")
    .description("print the version")
    .action(() => {
      terminal.stdout.write(`${version}\n`);
    });
  await program.parseAsync([...args], { from: "user" });
  return exitCode;
}
