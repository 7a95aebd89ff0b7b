import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { clientEnvironment, type Driver, type DriverOutcome } from "./driver.ts";

/** boto3 in one Python process, which takes calls as JSON lines. */
export function startBoto3(endpoint: string): Driver {
  const script = fileURLToPath(new URL("./boto3-driver.py", import.meta.url));
  const child = spawn("python3", [script], {
    env: clientEnvironment(endpoint),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const waiting = new Map<number, (outcome: DriverOutcome) => void>();
  let lastId = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, outcome } = JSON.parse(line) as { readonly id: number; readonly outcome: DriverOutcome };
    waiting.get(id)?.(outcome);
    waiting.delete(id);
  });
  void exited.then(() => {
    for (const settle of waiting.values())
      settle({ kind: "error", code: "Exited", message: "python3 ended" });
  });
  return {
    call: ({ service, operation, input }) =>
      new Promise((resolve) => {
        lastId += 1;
        waiting.set(lastId, resolve);
        child.stdin.write(`${JSON.stringify({ id: lastId, service, operation, input })}\n`);
      }),
    stop: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
