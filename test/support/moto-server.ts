import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { startObservedRelay } from "./requests/observed-relay.ts";

/** A running moto_server: an emulator nobody here wrote. What xflow sends to it is compared with AWS's models. */
export interface MotoServer extends AsyncDisposable {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts moto_server on a free port and waits until it serves.
 * @param settings environment variables of moto's, `MOTO_ACCOUNT_ID`
 * @param launcher what is run, before moto_server's options
 */
export async function startMoto(
  settings: Readonly<Record<string, string>> = {},
  launcher: readonly string[] = ["moto_server"],
): Promise<MotoServer> {
  const [command = "", ...options] = [...launcher, "-H", "127.0.0.1", "-p", "0"];
  const child = spawn(command, options, {
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: "true", PYTHONUNBUFFERED: "1", ...settings },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const exited = once(child, "exit");
  const relay = await startObservedRelay(await endpointOf(createInterface({ input: child.stderr })));
  child.stderr.resume();
  const stop = async () => {
    await relay.stop();
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await exited;
  };
  return { endpoint: relay.endpoint, stop, [Symbol.asyncDispose]: stop };
}

async function endpointOf(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
    if (found) return found[0];
  }
  throw new Error("moto_server did not start");
}
