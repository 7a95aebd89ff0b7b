import { AwsError } from "./aws-error.ts";
import type { JsonObject } from "./service.ts";

/** Which error codes a service uses for input it cannot accept. */
export interface Dialect {
  /** A member of the wrong type, length, range or pattern. */
  readonly invalid: string;
  /** A required member that is absent. */
  readonly missing: string;
  /** A member the API knows and the embedded AWS does not honour. */
  readonly unsupported: string;
}

export interface TextRule {
  readonly min?: number;
  readonly max?: number;
  /** Must match the whole text; its source is quoted in the error. */
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
}

export interface IntegerRule {
  readonly min?: number;
  readonly max?: number;
}

/**
 * Typed access to an operation's input. Each getter returns undefined for an absent member and throws
 * AwsError with the dialect's code, in AWS's own wording, for one that breaks its rule. Numbers and booleans
 * may arrive as text and empty lists as empty text, as the query protocol sends them.
 */
export interface Members {
  text(name: string, rule?: TextRule): string | undefined;
  requiredText(name: string, rule?: TextRule): string;
  integer(name: string, rule?: IntegerRule): number | undefined;
  requiredInteger(name: string, rule?: IntegerRule): number;
  flag(name: string): boolean | undefined;
  texts(name: string): readonly string[] | undefined;
  /** A map of text to text, e.g. tags. */
  textMap(name: string): Readonly<Record<string, string>> | undefined;
  /** A list of structures. */
  objects(name: string): readonly JsonObject[] | undefined;
}

/**
 * Reads an input.
 * @param known the members the operation honours
 * @throws AwsError `dialect.unsupported` when the input sets any other member to something
 */
export function readMembers(input: JsonObject, known: readonly string[], dialect: Dialect): Members {
  refuseUnknown(input, known, dialect);
  const value = (name: string) => input[name] ?? undefined;
  const fail = (name: string, rule: string): never => {
    throw new AwsError(dialect.invalid, validationMessage(value(name), name, rule));
  };
  const required = <Value>(name: string, found: Value | undefined): Value => {
    if (found !== undefined) return found;
    throw new AwsError(dialect.missing, validationMessage(undefined, name, "Member must not be null"));
  };

  const text = (name: string, rule: TextRule = {}): string | undefined => {
    const found = value(name);
    if (found === undefined) return undefined;
    if (typeof found !== "string") return fail(name, "Member must be a string");
    const broken = brokenTextRule(found, rule);
    return broken === undefined ? found : fail(name, broken);
  };
  const integer = (name: string, rule: IntegerRule = {}): number | undefined => {
    const found = value(name);
    if (found === undefined) return undefined;
    const number = typeof found === "string" && found.trim() !== "" ? Number(found) : found;
    if (typeof number !== "number" || !Number.isInteger(number)) {
      return fail(name, "Member must be an integer");
    }
    const broken = brokenIntegerRule(number, rule);
    return broken === undefined ? number : fail(name, broken);
  };

  return {
    text,
    requiredText: (name, rule) => required(name, text(name, rule)),
    integer,
    requiredInteger: (name, rule) => required(name, integer(name, rule)),
    flag: (name) => {
      const found = value(name);
      if (found === undefined || typeof found === "boolean") return found;
      if (found === "true" || found === "false") return found === "true";
      return fail(name, "Member must be a boolean");
    },
    texts: (name) => {
      const found = value(name);
      if (found === undefined) return undefined;
      if (found === "") return [];
      return isListOf(found, isText) ? found : fail(name, "Member must be a list of strings");
    },
    textMap: (name) => {
      const found = value(name);
      if (found === undefined) return undefined;
      return isTextMap(found) ? found : fail(name, "Member must be a map of strings");
    },
    objects: (name) => {
      const found = value(name);
      if (found === undefined) return undefined;
      if (found === "") return [];
      return isListOf(found, isObject) ? found : fail(name, "Member must be a list of structures");
    },
  };
}

/** AWS's wording for input that breaks its API model. */
export function validationMessage(value: unknown, member: string, rule: string): string {
  const shown = typeof value === "string" || typeof value === "number" ? `'${value}'` : "null";
  return `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${rule}`;
}

function refuseUnknown(input: JsonObject, known: readonly string[], dialect: Dialect): void {
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === null || known.includes(name)) continue;
    throw new AwsError(dialect.unsupported, `${name} is not supported by the embedded AWS`);
  }
}

function brokenTextRule(text: string, rule: TextRule): string | undefined {
  if (rule.min !== undefined && text.length < rule.min) {
    return `Member must have length greater than or equal to ${rule.min}`;
  }
  if (rule.max !== undefined && text.length > rule.max) {
    return `Member must have length less than or equal to ${rule.max}`;
  }
  if (rule.pattern !== undefined && !matchesWhole(rule.pattern, text)) {
    return `Member must satisfy regular expression pattern: ${rule.pattern.source}`;
  }
  if (rule.oneOf !== undefined && !rule.oneOf.includes(text)) {
    return `Member must satisfy enum value set: [${rule.oneOf.join(", ")}]`;
  }
  return undefined;
}

const matchesWhole = (pattern: RegExp, text: string) =>
  new RegExp(`^(?:${pattern.source})$`, pattern.flags).test(text);

function brokenIntegerRule(number: number, rule: IntegerRule): string | undefined {
  if (rule.min !== undefined && number < rule.min) {
    return `Member must have value greater than or equal to ${rule.min}`;
  }
  if (rule.max !== undefined && number > rule.max) {
    return `Member must have value less than or equal to ${rule.max}`;
  }
  return undefined;
}

const isText = (value: unknown): value is string => typeof value === "string";

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isTextMap = (value: unknown): value is Record<string, string> =>
  isObject(value) && Object.values(value).every(isText);

function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every((item) => isItem(item));
}
