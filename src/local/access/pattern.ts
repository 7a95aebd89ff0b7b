import type { ContextLookup } from "./access-request.ts";

/** A text of a policy with `*`, `?` and, in policies of version 2012-10-17, variables such as `${aws:PrincipalAccount}`. */
export interface Pattern {
  matches(text: string, context: ContextLookup): boolean;
}

export interface PatternOptions {
  /** Whether `${…}` stands for a value of the request. */
  readonly variables: boolean;
  /** Whether `*` and `?` stand for other characters; default true. */
  readonly wildcards?: boolean;
  readonly ignoreCase?: boolean;
}

type Token =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "one" }
  /** Without a value in the request the default stands in, and without one nothing matches. */
  | { readonly kind: "variable"; readonly key: string; readonly otherwise: string | undefined };

/** Rule: IAM user guide, "Policy variables and tags" and "Wildcards in resource ARNs". */
export function compilePattern(source: string, options: PatternOptions): Pattern {
  const tokens = tokensOf(source, options);
  const flags = options.ignoreCase === true ? "isu" : "su";
  if (tokens.every(({ kind }) => kind !== "variable")) {
    const expression = toExpression(tokens, () => undefined, flags);
    return { matches: (text) => expression?.test(text) === true };
  }
  return { matches: (text, context) => toExpression(tokens, context, flags)?.test(text) === true };
}

/** `${*}`, `${key}` or `${key, 'default'}`; a wildcard; anything else. */
const withVariables = /\$\{([*?$])\}|\$\{([^},]+)(?:,\s*'([^']*)')?\}|([*?])|([^$*?]+|\$)/gu;
const withoutVariables = /()()()([*?])|([^*?]+)/gu;

function tokensOf(source: string, { variables, wildcards = true }: PatternOptions): readonly Token[] {
  const found = [...source.matchAll(variables ? withVariables : withoutVariables)];
  return found.map(([, escaped, key, otherwise, wildcard, text]): Token => {
    if (key) return { kind: "variable", key, otherwise };
    if (wildcard !== undefined && wildcards) return { kind: wildcard === "*" ? "any" : "one" };
    return { kind: "literal", text: text ?? wildcard ?? escaped ?? "" };
  });
}

/** @returns undefined when a variable has no value, or several */
function toExpression(tokens: readonly Token[], context: ContextLookup, flags: string): RegExp | undefined {
  const sources = tokens.map((token) => toSource(token, context));
  return sources.includes(undefined) ? undefined : new RegExp(`^${sources.join("")}$`, flags);
}

function toSource(token: Token, context: ContextLookup): string | undefined {
  switch (token.kind) {
    case "any":
      return ".*";
    case "one":
      return ".";
    case "literal":
      return quoted(token.text);
    case "variable": {
      const values = context(token.key) ?? [];
      const value = values.length === 1 ? values[0] : token.otherwise;
      return value === undefined ? undefined : quoted(value);
    }
  }
}

const quoted = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
