import { access } from "node:fs/promises";
import { Option } from "commander";
import { type Loaded, loadInput } from "../app.ts";
import { readEnvironment } from "../config.ts";
import { InputError } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

export function sourceRootOption(): Option {
  return new Option("--source-root <DIR>", "one more folder that function sources may lie in; repeatable")
    .argParser((folder: string, before: readonly string[]) => [...before, folder])
    .default([], "none");
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  ENOTDIR: "a part of the path is no folder",
};

export type { Loaded };

/** @throws InputError when there is nothing that can be read */
export async function expectReadable(path: string): Promise<void> {
  await access(path).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(`cannot read ${path}: ${reasons[cause.code ?? ""] ?? cause.message}`, { cause });
  });
}

/**
 * Reads PATH, with the original's environment variables applied to seed flow files.
 * @throws InputError when it cannot be read
 */
export async function loadPath(
  path: string,
  sourceRoots: readonly string[],
  terminal: Pick<Terminal, "env">,
): Promise<Loaded> {
  await expectReadable(path);
  const { seedOverrides } = readEnvironment(terminal.env);
  return loadInput(path, sourceRoots, seedOverrides);
}
