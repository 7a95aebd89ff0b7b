import { Command as Program } from "commander";
import { version } from "../version.ts";
import { UsageError } from "./exit.ts";
import { runFlow } from "./flow-command.ts";
import { addFlowOptions, type FlowOptions } from "./flow-options.ts";
import { addLocalCommand } from "./local-command.ts";
import { joinPairs } from "./paired-options.ts";
import type { Terminal } from "./terminal.ts";

const examples = `
Examples:
  $ xflow local                                      the embedded AWS
  $ xflow manifests/wordcount --validate             find every error, offline
  $ xflow manifests/wordcount -c --dry-run --local   print the plan
  $ xflow manifests/wordcount -c --local             make it so
  $ xflow manifests/wordcount --local \\
      -p FileUploaded '{"execution_id": "ex1", "message": "to be or not to be"}'
  $ xflow manifests/wordcount --local -t compute_word_count ex1
  $ xflow manifests/wordcount --server --local       keep it so, from now on

Flags combine: -v -c -p … runs them in that order. Results go to standard
output, the rest to standard error. What the controller does tells xflowctl.
Exit codes: 0 done; 1 invalid input, not ready, not found; 2 usage or error.`;

/** The `xflow` command. */
export async function runXflow(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  let exitCode: 0 | 1 | 2 = 0;
  const program = new Program("xflow")
    .description("Keeps event-driven workflows on AWS Lambda and Kinesis the way the files in PATH say.")
    .argument("[PATH]", "a seed flow file, a manifest, or a folder of them")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this")
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride()
    .addHelpText("after", examples)
    .action(async (path: string | undefined, options: FlowOptions, self: Program) => {
      if (path !== undefined) {
        exitCode = await runFlow(path, options, terminal);
      } else if (args.length > 0) {
        throw new UsageError("PATH is missing: the file or folder that says what there should be");
      } else {
        self.help({ error: true });
      }
    });
  addFlowOptions(program);
  addLocalCommand(program, terminal);
  await program.parseAsync(joinPairs(args), { from: "user" });
  return exitCode;
}
