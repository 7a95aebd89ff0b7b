import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { runtimeError } from "./node-error-document.mjs";
import { isStreaming } from "./node-streaming.mjs";

/**
 * Finds the function a handler text names: `dir/module.name`, split at the first dot of its last part; the
 * name may be a path of properties.
 * @param {string} taskRoot
 * @param {string} handler
 * @throws Runtime.MalformedHandlerName, ImportModuleError, UserCodeSyntaxError, HandlerNotFound,
 *   CallbackHandlerDeprecated, or what the module throws
 */
export async function loadHandler(taskRoot, handler) {
  if (handler.includes("..")) {
    throw runtimeError("MalformedHandlerName", `'..' is not valid in a handler name: ${handler}`);
  }
  const [, module, path] = basename(handler).match(/^([^.]*)\.(.*)$/) ?? [];
  if (!module || !path) throw runtimeError("MalformedHandlerName", `Bad handler: ${handler}`);
  const folder = handler.slice(0, handler.length - basename(handler).length);
  const loaded = await loadModule(taskRoot, folder, module);
  const found = path.split(".").reduce((value, name) => value?.[name], loaded);
  if (found === undefined || found === null) {
    throw runtimeError("HandlerNotFound", `${handler} is undefined or not exported`);
  }
  if (typeof found !== "function") throw runtimeError("HandlerNotFound", `${handler} is not a function`);
  refuseCallback(found);
  return found;
}

/** Lambda dropped callbacks with Node.js 24, whatever Node.js runs this. */
function refuseCallback(handler) {
  const line = Number(process.env.AWS_EXECUTION_ENV?.match(/nodejs(\d+)/)?.[1]);
  if (line < 24 || handler.length < 3 || isStreaming(handler)) return;
  throw runtimeError(
    "CallbackHandlerDeprecated",
    "callback handlers are not supported since Node.js 24: return a promise instead",
  );
}

async function loadModule(taskRoot, folder, module) {
  try {
    return await tryEachFile(taskRoot, folder, module);
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError("UserCodeSyntaxError", String(error), error);
    if (error?.code === "MODULE_NOT_FOUND") throw runtimeError("ImportModuleError", String(error), error);
    throw error;
  }
}

async function tryEachFile(taskRoot, folder, module) {
  const path = resolve(taskRoot, folder, module);
  const require = createRequire(join(taskRoot, "noop.js"));
  const importFile = async (extension) => import(pathToFileURL(path + extension).href);
  const has = (extension) => existsSync(path + extension);
  // A folder of that name is a package, which comes last in the order.
  if (has("") && statSync(path).isFile()) return require(path);
  if (has(".js")) return isModuleFolder(dirname(path)) ? importFile(".js") : require(`${path}.js`);
  if (has(".mjs")) return importFile(".mjs");
  if (has(".cjs")) return require(`${path}.cjs`);
  return require(require.resolve(folder + module, { paths: [taskRoot, join(taskRoot, folder)] }));
}

/** Whether the nearest package.json, below any node_modules, says `"type": "module"`. */
function isModuleFolder(folder) {
  for (let at = folder; ; at = dirname(at)) {
    if (basename(at) === "node_modules") return false;
    const file = join(at, "package.json");
    if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")).type === "module";
    if (dirname(at) === at) return false;
  }
}
