import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What starts a runtime. */
export interface RuntimeCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/** Finds the program of each runtime on this machine. */
export interface RuntimeCommands {
  /**
   * @param runtime e.g. `nodejs22.x`
   * @param taskRoot the unpacked code
   * @throws MissingRuntimeError
   */
  find(runtime: string, taskRoot: string): Promise<RuntimeCommand>;
}

/** This machine cannot run functions of a runtime. */
export class MissingRuntimeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MissingRuntimeError";
  }
}

/**
 * nodejs*: the Node.js that runs this process. python*: the named version when it is on PATH, else python3;
 * looked for once, and asked for its own path, since a version manager's shim needs the host's environment
 * and a function does not get that. provided*: the package's own `bootstrap`.
 * @param findPython the path of a Python on PATH, or undefined
 */
export function createRuntimeCommands(findPython = executableOfPython): RuntimeCommands {
  const pythons = new Map<string, Promise<string | undefined>>();
  const python = (name: string): Promise<string | undefined> => {
    const known = pythons.get(name) ?? findPython(name);
    pythons.set(name, known);
    return known;
  };

  return {
    find: async (runtime, taskRoot) => {
      if (runtime.startsWith("nodejs")) return { file: process.execPath, args: [bootstrapPath("node.mjs")] };
      if (runtime.startsWith("provided")) return { file: join(taskRoot, "bootstrap"), args: [] };
      if (!runtime.startsWith("python")) {
        throw new MissingRuntimeError(
          `${runtime} functions cannot be run locally: only nodejs, python and provided`,
        );
      }
      const file = (await python(runtime)) ?? (await python("python3"));
      if (file === undefined) {
        throw new MissingRuntimeError(
          `neither ${runtime} nor python3 is on PATH: install one to run ${runtime} functions`,
        );
      }
      return { file, args: [bootstrapPath("python.py")] };
    },
  };
}

function bootstrapPath(name: string): string {
  return fileURLToPath(new URL(`./bootstraps/${name}`, import.meta.url));
}

function executableOfPython(name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(name, ["-c", "import sys; print(sys.executable)"], (error, stdout) => {
      resolve(error === null && stdout.trim() !== "" ? stdout.trim() : undefined);
    });
  });
}
