import { maxResponseBytes } from "./runtime-conversation.ts";
import type { Exit } from "./runtime-process.ts";

/** Why an invocation brought no result of the function's own, as its caller and its log are told. */
export interface Failure {
  readonly errorType: string;
  readonly payload: Uint8Array;
}

/** Texts as recorded against AWS: docs/local-rules.md, ERR. */
export function timeoutFailure(requestId: string, timeoutSeconds: number): Failure {
  return failure("Sandbox.Timedout", requestId, `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
}

export function exitFailure(requestId: string, exit: Exit): Failure {
  switch (exit.kind) {
    case "code":
      return exit.code === 0
        ? failure("Runtime.ExitError", requestId, "Runtime exited without providing a reason")
        : failure("Runtime.ExitError", requestId, `Runtime exited with error: exit status ${exit.code}`);
    case "signal":
      return failure(
        "Runtime.ExitError",
        requestId,
        `Runtime exited with error: signal: ${signalName(exit.signal)}`,
      );
    case "unstartable":
      return failure("Runtime.InvalidEntrypoint", requestId, unstartableText(exit.code));
  }
}

export function missingRuntimeFailure(requestId: string, reason: string): Failure {
  return failure("Runtime.InvalidEntrypoint", requestId, reason);
}

export function tooLargeFailure(): Failure {
  return {
    errorType: "Function.ResponseSizeTooLarge",
    payload: document({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
    }),
  };
}

function failure(errorType: string, requestId: string, text: string): Failure {
  return {
    errorType,
    payload: document({ errorType, errorMessage: `RequestId: ${requestId} Error: ${text}` }),
  };
}

function document(members: Readonly<Record<string, string>>): Uint8Array {
  return Buffer.from(JSON.stringify(members), "utf8");
}

/** Lambda reports signals in Go's words. */
function signalName(signal: string): string {
  const names: Readonly<Record<string, string>> = {
    SIGKILL: "killed",
    SIGABRT: "aborted",
    SIGSEGV: "segmentation fault",
    SIGTERM: "terminated",
    SIGINT: "interrupt",
    SIGBUS: "bus error",
    SIGFPE: "floating point exception",
    SIGILL: "illegal instruction",
  };
  return names[signal] ?? signal;
}

function unstartableText(code: string): string {
  if (code === "ENOENT") return "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
  if (code === "EACCES") return "fork/exec /var/task/bootstrap: permission denied";
  if (code === "ENOEXEC") return "fork/exec /var/task/bootstrap: exec format error";
  return `fork/exec /var/task/bootstrap: ${code}`;
}
