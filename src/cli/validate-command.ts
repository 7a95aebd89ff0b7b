import { Option, type Command as Program } from "commander";
import { loadPath, sourceRootOption } from "./load-path.ts";
import { formatValidation } from "./output/validation.ts";
import type { Terminal } from "./terminal.ts";

/** `xflowctl validate PATH` */
export function addValidateCommand(
  program: Program,
  terminal: Terminal,
  finish: (code: 0 | 1) => void,
): void {
  program
    .command("validate")
    .description("check files offline: every error at once, as path:line:column code message (suggestion)")
    .argument("<PATH>", "a seed flow file, a manifest, or a folder of them")
    .addOption(sourceRootOption())
    .addOption(new Option("-o, --output <FORMAT>").choices(["json"]))
    .action(async (path: string, options: { sourceRoot: readonly string[]; output?: "json" }) => {
      const { set, ignored } = await loadPath(path, options.sourceRoot, terminal);
      terminal.stdout.write(formatValidation(set, ignored, options.output));
      finish(set.diagnostics.some(({ severity }) => severity === "error") ? 1 : 0);
    });
}
