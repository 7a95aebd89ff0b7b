import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath, pathToFileURL } from "node:url";

const programs = {
  xflow: fileURLToPath(new URL("../../dist/main.js", import.meta.url)),
  xflowctl: fileURLToPath(new URL("../../dist/ctl.js", import.meta.url)),
};
const recorder = fileURLToPath(new URL("record-answers.mjs", import.meta.url));

/** The built commands, with every answer of AWS recorded. @param world folder, recording, prefix, flags, env, signal */
export function createXflow(world) {
  const url = pathToFileURL(recorder);
  url.search = new URLSearchParams({ file: world.recording, prefix: world.prefix }).toString();

  const start = (program, args, stdio) =>
    spawn(process.execPath, ["--import", url.href, programs[program], ...args, ...world.flags], {
      cwd: world.folder,
      env: world.env,
      stdio,
    });

  /** @returns what it printed @throws Error with its complaint when it fails */
  async function run(program, args) {
    world.signal.throwIfAborted();
    const child = start(program, args, ["ignore", "pipe", "pipe"]);
    const end = () => child.kill("SIGTERM");
    world.signal.addEventListener("abort", end, { once: true });
    const [stdout, stderr, [status, killer]] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      once(child, "close"),
    ]);
    world.signal.removeEventListener("abort", end);
    world.signal.throwIfAborted();
    if (status === 0) return stdout;
    throw new Error(
      `${program} ${args[1] ?? args[0]} ended with ${status ?? killer}: ${(stderr || stdout).trim()}`,
    );
  }

  return { run, startController: (args) => controllerOf(start("xflow", args, ["ignore", "ignore", "pipe"])) };
}

function controllerOf(child) {
  const exited = once(child, "exit");
  const complaint = textOf(child.stderr);
  return {
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    /** @returns what it logged last */
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
      return (await complaint).trim().split("\n").slice(-20).join("\n");
    },
  };
}

async function textOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
