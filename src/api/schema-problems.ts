import type { z } from "zod";
import type { Path } from "./declaration.ts";

/** One thing a document's shape has wrong, before it has lines. */
export interface SchemaProblem {
  readonly code: string;
  readonly path: Path;
  /** Whether the key, rather than its value, is at fault. */
  readonly atKey: boolean;
  readonly message: string;
  /** For an unknown word: what could have stood there. */
  readonly wrong?: string;
  readonly candidates?: readonly string[];
  readonly suggestion?: string;
}

/** A value as its schema gives it back, or everything wrong with it, in the manifest's words. */
export type SchemaCheck<Body> =
  | { readonly kind: "valid"; readonly body: Body }
  | { readonly kind: "invalid"; readonly problems: readonly SchemaProblem[] };

export function checkSchema<Body>(schema: z.ZodType<Body>, value: unknown): SchemaCheck<Body> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { kind: "valid", body: result.data };
  return { kind: "invalid", problems: result.error.issues.flatMap((issue) => problemsOf(schema, issue)) };
}

type Issue = z.core.$ZodIssue;

function problemsOf(schema: z.ZodType, issue: Issue): SchemaProblem[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys") return unknownKeys(schema, path, issue.keys);
  if (issue.code === "invalid_union") return unionProblems(schema, path, issue);
  if (isMissing(issue)) {
    const message = `${label(path)} is missing`;
    return [{ code: "MissingKey", path: path.slice(0, -1), atKey: true, message }];
  }
  if (issue.code === "invalid_key") {
    const why = issue.issues[0]?.message ?? "is not allowed";
    return [{ code: "InvalidValue", path, atKey: true, message: `${label(path)} ${why}` }];
  }
  return [valueProblem(path, issue)];
}

function unknownKeys(schema: z.ZodType, path: Path, keys: readonly string[]): SchemaProblem[] {
  const candidates = keysAt(schema, path);
  return keys.map((key) => ({
    code: "UnknownKey",
    path: [...path, key],
    atKey: true,
    message: `${label([...path, key])} is not a known key`,
    wrong: key,
    candidates,
  }));
}

/** The alternative that came closest speaks; a union with a sentence of its own speaks for itself. */
function unionProblems(schema: z.ZodType, path: Path, issue: z.core.$ZodIssueInvalidUnion): SchemaProblem[] {
  if (issue.input === undefined) {
    return [
      { code: "MissingKey", path: path.slice(0, -1), atKey: true, message: `${label(path)} is missing` },
    ];
  }
  const deepest = issue.errors
    .filter((errors) => errors.some((each) => each.path.length > 0))
    .toSorted((a, b) => a.length - b.length)[0];
  if (deepest === undefined || issue.message !== "Invalid input") {
    return [{ code: "InvalidValue", path, atKey: false, message: `${label(path)} ${sentence(issue)}` }];
  }
  return deepest.flatMap((each) => problemsOf(schema, { ...each, path: [...path, ...each.path] }));
}

function isMissing(issue: Issue): boolean {
  if (issue.code !== "invalid_type" && issue.code !== "invalid_value") return false;
  return issue.input === undefined;
}

function valueProblem(path: Path, issue: Issue): SchemaProblem {
  const at = { path, atKey: false };
  if (issue.code === "invalid_type") return { code: "WrongType", ...at, ...wrongType(path, issue) };
  if (issue.code === "invalid_value") {
    const candidates = issue.values.map(String);
    const message = `${label(path)} ${shown(issue.input)} is not one of ${candidates.join(", ")}`;
    const wrong = typeof issue.input === "string" ? { wrong: issue.input, candidates } : {};
    return { code: "InvalidValue", ...at, message, ...wrong };
  }
  if (issue.code === "too_small" || issue.code === "too_big") {
    return { code: "OutOfRange", ...at, message: `${label(path)} ${outOfRange(issue)}` };
  }
  const code = issue.code === "custom" ? issue.params?.["code"] : undefined;
  const subject = issue.code === "custom" ? label(path) : `${label(path)} ${shown(issue.input)}`;
  return {
    code: typeof code === "string" ? code : "InvalidValue",
    ...at,
    message: `${subject} ${issue.message}`,
  };
}

function wrongType(path: Path, issue: z.core.$ZodIssueInvalidType) {
  const article: Record<string, string> = {
    int: "a whole number",
    number: "a number",
    string: "a string",
    boolean: "true or false",
    array: "a list",
    object: "a mapping",
    record: "a mapping",
  };
  const input = issue.input;
  const quote = issue.expected === "string" && (typeof input === "number" || typeof input === "boolean");
  const value = path.includes("environment") ? "" : `${shown(input)} `;
  const message = `${label(path)} ${value}must be ${article[issue.expected] ?? issue.expected}`;
  return quote ? { message, suggestion: "put it in quotes" } : { message };
}

/** `901 is above the maximum of 900`, `has 0 entries, below the minimum of 1` */
function outOfRange(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const { input } = issue;
  const isBelow = issue.code === "too_small";
  const bound = isBelow ? `below the minimum of ${issue.minimum}` : `above the maximum of ${issue.maximum}`;
  if (typeof input === "string") return `has ${input.length} characters, ${bound}`;
  return Array.isArray(input) ? `has ${input.length} entries, ${bound}` : `${shown(input)} is ${bound}`;
}

function sentence(issue: Issue): string {
  const value = shown(issue.input);
  return issue.message === "Invalid input" ? `${value} is not valid` : `${value} ${issue.message}`;
}

/** `spec.flow[2]` */
function label(path: Path): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return text === "" ? "the document" : text.replace(/^\./, "");
}

/** A value, short enough for one line; what a mapping holds is not repeated. */
function shown(value: unknown): string {
  if (value === null) return "(empty)";
  if (Array.isArray(value)) return "(a list)";
  if (typeof value === "object") return "(a mapping)";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The keys a schema knows at a path; through optional, nullable, list and map. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  const def = (schema as z.ZodType)._zod.def as {
    readonly innerType?: z.core.$ZodType;
    readonly element?: z.core.$ZodType;
    readonly valueType?: z.core.$ZodType;
    readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  };
  if (def.innerType !== undefined) return keysAt(def.innerType, path);
  const [step, ...rest] = path;
  if (step === undefined) return Object.keys(def.shape ?? {});
  const next = def.shape?.[String(step)] ?? def.element ?? def.valueType;
  return next === undefined ? [] : keysAt(next, rest);
}
