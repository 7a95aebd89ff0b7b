import type { Declaration } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { FunctionManifest } from "../api/function.ts";
import { finding } from "../flow/declarations.ts";

/**
 * Warns when the file a handler names is not in the package: Lambda accepts such a function, and every
 * invocation fails. Only for runtimes whose handlers name files; Node splits at the first dot of the base
 * name, Python at the last.
 */
export function missingHandler(
  declaration: Declaration<FunctionManifest>,
  names: ReadonlySet<string>,
): Diagnostic[] {
  const { handler, runtime, layers } = declaration.body.spec;
  const files = handlerFiles(handler, runtime ?? "");
  if (files.length === 0 || (layers ?? []).length > 0 || files.some((file) => names.has(file))) return [];
  const message = `handler ${handler} needs ${files.join(" or ")}, which the source does not hold`;
  return [
    finding(declaration, ["spec", "handler"], { severity: "warning", code: "HandlerNotFound", message }),
  ];
}

function handlerFiles(handler: string, runtime: string): string[] {
  if (runtime.startsWith("nodejs")) {
    const cut = handler.lastIndexOf("/") + 1;
    const file = handler.slice(0, cut) + (handler.slice(cut).split(".")[0] ?? "");
    return [".mjs", ".js", ".cjs"].map((extension) => file + extension);
  }
  if (!runtime.startsWith("python")) return [];
  const file = handler.slice(0, Math.max(0, handler.lastIndexOf("."))).replaceAll(".", "/");
  return file === "" ? [] : [`${file}.py`, `${file}/__init__.py`];
}
