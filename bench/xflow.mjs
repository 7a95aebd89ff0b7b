import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "dist", "main.js");
const env = { ...process.env, AWS_ACCESS_KEY_ID: "bench", AWS_SECRET_ACCESS_KEY: "bench" };

/** Runs the command to its end. @throws when it fails @returns what it printed */
export function xflow(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`xflow ${args.join(" ")} exited with ${status}: ${stderr}`);
  return stdout;
}

/** Runs `use` with the endpoint of an embedded AWS that lives as long. */
export async function withLocal(use) {
  const child = spawn(process.execPath, [bin, "local", "--ephemeral", "--port", "0"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
      if (found) return await use(found[0]);
    }
    throw new Error("the embedded AWS did not start");
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}

/**
 * What a controller of that folder holds in memory once it has looked at everything, in bytes. All of it is as
 * declared already.
 */
export async function residentAfterScan(folder, endpoint, instance) {
  const where = ["--local", "--endpoint-url", endpoint, "--instance", instance];
  const child = spawn(
    process.execPath,
    [bin, folder, "--server", ...where, "--metrics-listen", "127.0.0.1:0"],
    {
      cwd: root,
      env,
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  try {
    const metrics = await opsAddress(child);
    for (;;) {
      const text = await (await fetch(`http://${metrics}/metrics`)).text();
      if (/^xflow_scan_duration_seconds_count\S* [1-9]/m.test(text)) {
        return Number(/^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)/m.exec(text)?.[1]);
      }
      await sleep(200);
    }
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}

async function opsAddress(child) {
  for await (const line of createInterface({ input: child.stderr })) {
    const { ops } = JSON.parse(line);
    if (ops !== undefined) {
      child.stderr.resume();
      return ops;
    }
  }
  throw new Error("the controller did not start");
}
