import type { PolicyDocument } from "../api/resource.ts";
import { canonical, compareText } from "./canonical.ts";
import type { JsonValue } from "./plan.ts";

/**
 * Whether two policy documents mean the same. IAM's grammar: a single value is a list of one, lists are sets,
 * action and condition key names ignore case, an account id is its root user, `"*"` as a principal is
 * `{"AWS": "*"}`. Source: IAM user guide, grammar of the JSON policy language.
 */
export function samePolicy(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonical(normalPolicy(a as PolicyDocument)) === canonical(normalPolicy(b as PolicyDocument));
}

/** The placeholders of declared documents, filled in; `${aws:…}` and the like are IAM's own and stay. */
export function fillPlaceholders(
  document: PolicyDocument,
  values: { readonly partition: string; readonly accountId: string; readonly region: string },
): PolicyDocument {
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") {
      return value.replace(
        /\$\{xflow:(partition|accountId|region)\}/g,
        (_, name: keyof typeof values) => values[name],
      );
    }
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [fill(name), fill(member)]));
  };
  return fill(document) as PolicyDocument;
}

/** Before 2012-10-17 there were no policy variables: a document without a version is an old one. */
const oldVersion = "2008-10-17";

function normalPolicy(document: PolicyDocument): unknown {
  const statements = toList(document["Statement"]).map((statement) => canonical(normalStatement(statement)));
  return {
    Version: document["Version"] ?? oldVersion,
    Id: document["Id"] || undefined,
    Statement: [...new Set(statements)].sort(compareText),
  };
}

function normalStatement(statement: unknown): unknown {
  if (typeof statement !== "object" || statement === null) return statement;
  return Object.fromEntries(
    Object.entries(statement).map(([name, value]) => [name, normalElement(name, value)]),
  );
}

function normalElement(name: string, value: unknown): unknown {
  switch (name) {
    case "Action":
    case "NotAction":
      return toSet(value)
        .map((action) => action.toLowerCase())
        .sort(compareText);
    case "Resource":
    case "NotResource":
      return toSet(value);
    case "Principal":
    case "NotPrincipal":
      return normalPrincipal(value);
    case "Condition":
      return normalCondition(value);
    default:
      return value === "" ? undefined : value;
  }
}

function normalPrincipal(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return { AWS: toSet(value) };
  return Object.fromEntries(
    Object.entries(value).map(([type, who]) => [
      type,
      type === "AWS" ? [...new Set(toSet(who).map(withoutAccountRoot))].sort(compareText) : toSet(who),
    ]),
  );
}

/** `arn:aws:iam::123456789012:root` is how IAM gives back `123456789012`. */
function withoutAccountRoot(principal: string): string {
  return /^arn:[^:]+:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
}

function normalCondition(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(keys ?? {}).map(([key, wanted]) => [key.toLowerCase(), toSet(wanted)]),
      ),
    ]),
  );
}

function toList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function toSet(value: unknown): string[] {
  return [...new Set(toList(value).map(String))].sort(compareText);
}
