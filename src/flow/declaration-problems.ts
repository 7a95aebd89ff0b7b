import type { Declaration } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { Manifest } from "../api/manifest.ts";
import { type Runtime, runtimeStanding, runtimes } from "../api/runtimes.ts";
import { didYouMean } from "../core/nearest.ts";
import { finding, type ManifestOf } from "./declarations.ts";
import type { Governed } from "./environments.ts";
import { literalSecrets } from "./literal-secrets.ts";

/** What is wrong with a declaration in its environment, apart from other declarations. */
export function declarationProblems(
  declaration: Declaration<Manifest>,
  governed: Governed,
  nowMs: number,
): Diagnostic[] {
  const { body } = declaration;
  if (body.kind !== "Function") return [];
  const typed = { ...declaration, body };
  return [...runtimeProblems(typed, governed, nowMs), ...literalSecrets(typed)];
}

function runtimeProblems(
  declaration: Declaration<ManifestOf<"Function">>,
  governed: Governed,
  nowMs: number,
): Diagnostic[] {
  const name = declaration.body.spec.runtime ?? governed.defaults.runtime;
  if (name === undefined) {
    const suggestion = "set it here or in the Environment's defaults";
    return [
      finding(declaration, ["spec"], { code: "MissingKey", message: "spec.runtime is missing", suggestion }),
    ];
  }
  const found = describe(name, nowMs);
  return found === undefined ? [] : [finding(declaration, ["spec", "runtime"], found)];
}

type Described = Pick<Diagnostic, "severity" | "code" | "message" | "suggestion">;

function describe(name: string, nowMs: number): Described | undefined {
  const standing = runtimeStanding(name, nowMs);
  switch (standing.kind) {
    case "valid":
      return undefined;
    case "unknown":
      return withHint(
        { severity: "error", code: "UnknownRuntime", message: `runtime ${name} is not known` },
        didYouMean(name, usableRuntimes(nowMs)),
      );
    case "preview":
      return { severity: "warning", code: "PreviewRuntime", message: `runtime ${name} is a public preview` };
    case "deprecated":
      return retiring(standing.runtime, "warning", "DeprecatedRuntime", deprecation(name, standing.runtime));
    case "createBlocked":
      return retiring(
        standing.runtime,
        "warning",
        "DeprecatedRuntime",
        `runtime ${name} is refused for new functions since ${standing.runtime.createBlocked}`,
      );
    case "blocked":
      return retiring(
        standing.runtime,
        "error",
        "RetiredRuntime",
        `runtime ${name} is retired: AWS refuses it`,
      );
  }
}

function deprecation(name: string, { deprecated, createBlocked }: Runtime): string {
  const refused = createBlocked === undefined ? "" : `, and refused for new functions from ${createBlocked}`;
  return `runtime ${name} is deprecated from ${deprecated} on${refused}`;
}

function retiring(
  { successor }: Runtime,
  severity: Diagnostic["severity"],
  code: string,
  message: string,
): Described {
  return withHint({ severity, code, message }, successor === undefined ? undefined : `use ${successor}`);
}

function withHint(found: Described, suggestion: string | undefined): Described {
  return suggestion === undefined ? found : { ...found, suggestion };
}

function usableRuntimes(nowMs: number): string[] {
  return Object.keys(runtimes).filter((name) => runtimeStanding(name, nowMs).kind === "valid");
}
