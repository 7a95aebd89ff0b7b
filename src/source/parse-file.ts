import type { z } from "zod";
import type { Declaration } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import { apiVersion } from "../api/envelope.ts";
import { type Manifest, type ManifestKind, manifestKinds } from "../api/manifest.ts";
import { checkSchema, type SchemaProblem } from "../api/schema-problems.ts";
import { type SeedFlow, seedFlow } from "../api/seed-flow.ts";
import { didYouMean, nearest } from "../core/nearest.ts";
import { readYaml, type YamlDocument } from "./yaml-document.ts";

/** What one file says, apart from every other file: it can be kept for as long as its text stays the same. */
export interface ParsedFile {
  readonly file: string;
  /** `ignored`: no xflow document in it. */
  readonly standing: "ours" | "ignored";
  readonly manifests: readonly Declaration<Manifest>[];
  readonly seeds: readonly Declaration<SeedFlow>[];
  /** Documents that were meant for xflow and are wrong: references to them are not reported as well. */
  readonly broken: readonly BrokenDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface BrokenDocument {
  /** Undefined: not even that could be read, or a seed flow file, which may hold anything. */
  readonly kind?: ManifestKind;
  readonly name?: string;
}

/**
 * @param alwaysOurs report a file that cannot be read, whatever it holds: it was named by the user, or
 * declared something before
 */
export function parseFile(file: string, text: string, alwaysOurs: boolean): ParsedFile {
  const yaml = readYaml(text);
  const parts = yaml.documents.map((document) => parseDocument(file, document));
  const unreadable = yaml.problems.length > 0 && (alwaysOurs || looksOurs(text) || parts.some(isOurs));
  const syntax = unreadable
    ? yaml.problems.map((problem) => ({ severity: "error" as const, file, ...problem }))
    : [];
  return {
    file,
    standing: unreadable || parts.some(isOurs) ? "ours" : "ignored",
    manifests: parts.flatMap((part) => part.manifest ?? []),
    seeds: parts.flatMap((part) => part.seed ?? []),
    broken: [...parts.flatMap((part) => part.broken ?? []), ...(unreadable ? [brokenText(text)] : [])],
    diagnostics: [...syntax, ...parts.flatMap((part) => part.diagnostics)],
  };
}

/** Whether a text that cannot be parsed was meant for xflow. */
export function looksOurs(text: string): boolean {
  return text.includes("xflow.dev/") || /^(?:lambdas|subscriptions)[ \t]*:/m.test(text);
}

/**
 * What a text that cannot be parsed may have declared. An Environment must not be missed: what it governs
 * would be applied somewhere else.
 */
export function brokenText(text: string): BrokenDocument {
  return /kind["']?\s*:\s*["']?Env/.test(text) ? { kind: "Environment" } : {};
}

interface DocumentParse {
  readonly manifest?: Declaration<Manifest>;
  readonly seed?: Declaration<SeedFlow>;
  readonly broken?: BrokenDocument;
  readonly diagnostics: readonly Diagnostic[];
}

const nothing: DocumentParse = { diagnostics: [] };

function isOurs(part: DocumentParse): boolean {
  return part !== nothing;
}

function parseDocument(file: string, document: YamlDocument): DocumentParse {
  const value = document.value;
  if (!isMapping(value)) return nothing;
  const version = value["apiVersion"];
  if (typeof version === "string" && version.startsWith("xflow.dev/")) {
    return parseManifest(file, document, value);
  }
  if (version !== undefined || !("lambdas" in value || "subscriptions" in value)) return nothing;
  const check = checkSchema(seedFlow, value);
  if (check.kind === "invalid") return refused(file, document, check.problems);
  return { seed: declare(file, document, check.body), diagnostics: [] };
}

function parseManifest(
  file: string,
  document: YamlDocument,
  value: Readonly<Record<string, unknown>>,
): DocumentParse {
  const kind = value["kind"];
  if (value["apiVersion"] !== apiVersion) {
    const message = `apiVersion ${String(value["apiVersion"])} is not known`;
    const suggestion = `use ${apiVersion}`;
    const problem = { code: "UnsupportedVersion", path: ["apiVersion"], atKey: false, message, suggestion };
    return refused(file, document, [problem], { ...meantKind(kind), ...nameIn(value) });
  }
  if (typeof kind !== "string" || !isManifestKind(kind)) {
    return refused(file, document, [unknownKind(kind)], { ...meantKind(kind), ...nameIn(value) });
  }
  const schema: z.ZodType<Manifest> = manifestKinds[kind];
  const check = checkSchema(schema, value);
  if (check.kind === "invalid") return refused(file, document, check.problems, { kind, ...nameIn(value) });
  return { manifest: declare(file, document, check.body), diagnostics: [] };
}

function unknownKind(kind: unknown): SchemaProblem {
  if (typeof kind !== "string") {
    return { code: "MissingKey", path: [], atKey: true, message: "kind is missing" };
  }
  const candidates = Object.keys(manifestKinds);
  const message = `kind ${kind} is not one of ${candidates.join(", ")}`;
  return { code: "UnknownKind", path: ["kind"], atKey: false, message, wrong: kind, candidates };
}

/** The kind that was meant, misspelt or not. */
function meantKind(kind: unknown): { readonly kind?: ManifestKind } {
  const meant = typeof kind === "string" ? nearest(kind, Object.keys(manifestKinds)) : undefined;
  return meant !== undefined && isManifestKind(meant) ? { kind: meant } : {};
}

function declare<Body>(file: string, document: YamlDocument, body: Body): Declaration<Body> {
  return { body, file, at: (path) => ({ file, ...document.valueAt(path) }) };
}

function refused(
  file: string,
  document: YamlDocument,
  problems: readonly SchemaProblem[],
  broken: BrokenDocument = {},
): DocumentParse {
  const diagnostics = problems.map((problem): Diagnostic => {
    const guess =
      problem.wrong === undefined ? undefined : didYouMean(problem.wrong, problem.candidates ?? []);
    const suggestion = problem.suggestion ?? guess;
    const position = problem.atKey ? document.keyAt(problem.path) : document.valueAt(problem.path);
    const { code, message } = problem;
    const found = { severity: "error" as const, code, message, file, ...position };
    return suggestion === undefined ? found : { ...found, suggestion };
  });
  return { broken, diagnostics };
}

function nameIn(value: Readonly<Record<string, unknown>>): { readonly name?: string } {
  const metadata = value["metadata"];
  const name = isMapping(metadata) ? metadata["name"] : undefined;
  return typeof name === "string" ? { name } : {};
}

function isManifestKind(kind: string): kind is ManifestKind {
  return Object.hasOwn(manifestKinds, kind);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
