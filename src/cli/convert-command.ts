import { stat } from "node:fs/promises";
import type { Command as Program } from "commander";
import { convertSeedFile } from "../app.ts";
import { readEnvironment } from "../config.ts";
import { InputError } from "./exit.ts";
import { expectReadable } from "./load-path.ts";
import { formatDiagnostics } from "./output/validation.ts";
import type { Terminal } from "./terminal.ts";

/** `xflowctl convert FILE` */
export function addConvertCommand(program: Program, terminal: Terminal, finish: (code: 0 | 1) => void): void {
  program
    .command("convert")
    .description("print a seed flow file as the manifests that mean the same")
    .argument("<FILE>", "a seed flow file")
    .action(async (file: string) => {
      await expectReadable(file);
      if ((await stat(file)).isDirectory())
        throw new InputError(`${file} is a folder: give a seed flow file`);
      const { seedOverrides } = readEnvironment(terminal.env);
      const { manifests, diagnostics } = await convertSeedFile(file, seedOverrides);
      if (diagnostics.length > 0) terminal.stderr.write(formatDiagnostics(diagnostics));
      if (manifests !== undefined) terminal.stdout.write(manifests);
      finish(manifests === undefined ? 1 : 0);
    });
}
