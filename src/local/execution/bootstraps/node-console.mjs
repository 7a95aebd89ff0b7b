import { format } from "node:util";
import { toErrorDocument } from "./node-error-document.mjs";

const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const methods = {
  trace: "TRACE",
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
};
const isJson = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON";
const lowest = isJson ? Math.max(0, levels.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL)) : 0;

let requestIdOf = () => undefined;

/** Makes console write log entries, one line each. @param {() => string | undefined} requestId of the invocation */
export function patchConsole(requestId) {
  requestIdOf = requestId;
  for (const [method, level] of Object.entries(methods)) {
    if (levels.indexOf(level) < lowest) console[method] = () => {};
    else console[method] = (...values) => write(level, values);
  }
}

/** Logs a failure with its error document. */
export function errorLine(title, error) {
  const { errorType, errorMessage, trace } = toErrorDocument(error);
  if (isJson) write("ERROR", [error]);
  else write("ERROR", [`${title} `, `\t${JSON.stringify({ errorType, errorMessage, stack: trace })}`], "");
}

/** Resolves when all output has left the process; Lambda must have it before it hears of the result. */
export async function flushOutput() {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write("", resolve));
  }
}

function write(level, values, separator) {
  const line = isJson ? jsonEntry(level, values) : textEntry(level, values, separator);
  process.stdout.write(`${line}\n`);
}

/** A line feed would end the entry, so it becomes a carriage return. */
function textEntry(level, values, separator) {
  const text = separator === undefined ? format(...values) : values.join(separator);
  return `${new Date().toISOString()}\t${requestIdOf()}\t${level}\t${text}`.replaceAll("\n", "\r");
}

function jsonEntry(level, values) {
  const [first] = values;
  const error = values.find((value) => value instanceof Error);
  const entry = {
    timestamp: new Date().toISOString(),
    level,
    requestId: requestIdOf(),
    message: values.length === 1 && isPlain(first) ? first : format(...values),
  };
  if (error !== undefined) {
    const { errorType, errorMessage, trace } = toErrorDocument(error);
    Object.assign(entry, { errorType, errorMessage, stackTrace: trace });
  }
  try {
    return JSON.stringify(entry);
  } catch {
    return JSON.stringify({ ...entry, message: format(...values) });
  }
}

function isPlain(value) {
  return typeof value === "object" && value !== null && !(value instanceof Error);
}
