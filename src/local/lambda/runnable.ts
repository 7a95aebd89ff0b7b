import type { CodeStore } from "./code-store.ts";
import type { FunctionRow } from "./function-row.ts";
import type { RunnableFunction } from "./ports.ts";

/** What an invocation of a function runs now. */
export function toRunnable(row: FunctionRow, packages: CodeStore): RunnableFunction {
  const { settings, code, revision } = row.running;
  return {
    arn: row.arn,
    name: row.name,
    role: settings.role,
    region: row.region,
    runtime: settings.runtime,
    handler: settings.handler,
    timeoutSeconds: settings.timeoutSeconds,
    memoryMb: settings.memoryMb,
    environment: settings.environment ?? {},
    logging: settings.logging,
    reservedConcurrency: row.reservedConcurrency,
    code: { sha256: code.sha256, read: () => packages.read(code.sha256) },
    revision,
  };
}
