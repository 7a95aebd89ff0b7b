/** What the caller of a failed function reads. @returns {{errorType: string, errorMessage: string, trace: string[]}} */
export function toErrorDocument(error) {
  if (error instanceof Error || (typeof error === "object" && error !== null && "stack" in error)) {
    return {
      errorType: error.name ?? "Error",
      errorMessage: String(error.message ?? ""),
      trace: String(error.stack ?? "").split("\n"),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** An error of the runtime's own, e.g. `Runtime.HandlerNotFound`. */
export function runtimeError(name, message, cause) {
  const error = new Error(message, { cause });
  error.name = `Runtime.${name}`;
  error.stack = `${error.name}: ${cause?.stack ?? message}`;
  return error;
}
