import { invalidParameter } from "./errors.ts";

export interface PatternToken {
  readonly kind: "symbol" | "comparison" | "selector" | "quoted" | "word";
  /** Of a quoted token: without the quotes, escapes undone. */
  readonly text: string;
}

/** In the order they are tried. Words take what an unquoted value may hold, wildcards and signs included. */
const tokenForms: readonly (readonly [PatternToken["kind"], RegExp])[] = [
  ["symbol", /^(?:&&|\|\||\(|\))/],
  ["comparison", /^(?:!=|<=|>=|=|<|>)/],
  ["selector", /^\$(?:\.[\w-]+|\[\d+\])*(?![\w.[-])/],
  ["quoted", /^"(?:[^"\\]|\\.)*"/],
  ["word", /^[\w*.:/@#+-]+/],
];

/** @throws AwsError `InvalidParameterException` at the first character that starts no token */
export function readPatternTokens(expression: string): PatternToken[] {
  const tokens: PatternToken[] = [];
  let rest = expression.trimStart();
  while (rest !== "") {
    const [kind, text] = firstToken(rest);
    tokens.push({ kind, text: kind === "quoted" ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text });
    rest = rest.slice(text.length).trimStart();
  }
  return tokens;
}

function firstToken(rest: string): [PatternToken["kind"], string] {
  for (const [kind, form] of tokenForms) {
    const text = form.exec(rest)?.[0];
    if (text !== undefined) return [kind, text];
  }
  throw invalidParameter(`Invalid filter pattern near '${rest.slice(0, 40)}'`);
}
