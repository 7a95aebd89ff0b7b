import { invalidParameter } from "./errors.ts";
import { compileComparison, type ValueTest } from "./json-comparison.ts";
import { type PatternToken, readPatternTokens } from "./json-pattern-tokens.ts";
import { compileSelector } from "./json-selector.ts";

/** Says whether an event's message matches. */
export type MessageTest = (message: string) => boolean;

/** What a JSON pattern asks of a parsed message. */
type DocumentTest = (document: unknown) => boolean;

/** The tokens not yet parsed. */
interface Cursor {
  readonly tokens: readonly PatternToken[];
  at: number;
}

/**
 * Compiles `{ $.a = "x" && ($.b.c > 3 || $.d NOT EXISTS) }`. `&&` binds tighter than `||`. A message that is
 * not a JSON object or array never matches.
 * @throws AwsError `InvalidParameterException`
 */
export function compileJsonPattern(pattern: string): MessageTest {
  if (!pattern.endsWith("}")) throw invalid("missing }");
  const cursor: Cursor = { tokens: readPatternTokens(pattern.slice(1, -1)), at: 0 };
  const test = parseAny(cursor);
  const rest = cursor.tokens[cursor.at];
  if (rest !== undefined) throw invalid(`unexpected '${rest.text}'`);
  return (message) => {
    const document = parseDocument(message);
    return document !== undefined && test(document);
  };
}

const invalid = (reason: string) => invalidParameter(`Invalid filter pattern: ${reason}`);

function parseDocument(message: string): object | undefined {
  const start = message.trimStart()[0];
  if (start !== "{" && start !== "[") return undefined;
  try {
    return JSON.parse(message) as object;
  } catch {
    return undefined;
  }
}

function parseAny(cursor: Cursor): DocumentTest {
  const tests = [parseAll(cursor)];
  while (takeSymbol(cursor, "||")) tests.push(parseAll(cursor));
  return (document) => tests.some((test) => test(document));
}

function parseAll(cursor: Cursor): DocumentTest {
  const tests = [parseOne(cursor)];
  while (takeSymbol(cursor, "&&")) tests.push(parseOne(cursor));
  return (document) => tests.every((test) => test(document));
}

function parseOne(cursor: Cursor): DocumentTest {
  if (takeSymbol(cursor, "(")) {
    const test = parseAny(cursor);
    if (!takeSymbol(cursor, ")")) throw invalid("missing )");
    return test;
  }
  const selector = take(cursor, "selector");
  if (selector === undefined) throw invalid("a property selector such as $.name is expected");
  const select = compileSelector(selector);
  const test = parseCondition(cursor);
  return (document) => test(select(document));
}

/** What follows a selector. The tested value is undefined when the property does not exist. */
function parseCondition(cursor: Cursor): ValueTest {
  const [first, second] = [cursor.tokens[cursor.at], cursor.tokens[cursor.at + 1]];
  cursor.at += 2;
  if (first === undefined || second === undefined) throw invalid("a condition is expected");
  const words = `${first.text} ${second.text}`.toUpperCase();
  if (words === "NOT EXISTS") return (value) => value === undefined;
  if (words === "IS NULL") return (value) => value === null;
  if (words === "IS TRUE") return (value) => value === true;
  if (words === "IS FALSE") return (value) => value === false;
  if (first.kind !== "comparison") throw invalid(`unexpected '${first.text}'`);
  return compileComparison(first.text, second);
}

function takeSymbol(cursor: Cursor, text: string): boolean {
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== "symbol" || token.text !== text) return false;
  cursor.at += 1;
  return true;
}

function take(cursor: Cursor, kind: PatternToken["kind"]): string | undefined {
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== kind) return undefined;
  cursor.at += 1;
  return token.text;
}
