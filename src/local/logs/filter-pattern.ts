import { invalidParameter } from "./errors.ts";
import { compileJsonPattern, type MessageTest } from "./json-pattern.ts";

const maxPatternLength = 1024;

/**
 * Compiles a CloudWatch Logs filter pattern: nothing at all (every event), terms, or a JSON pattern in
 * braces. Terms match anywhere in the message, in exact case: all plain ones, no `-` one, and, when there is
 * neither of these, at least one `?` one.
 * @throws AwsError `InvalidParameterException` for a malformed pattern, and for the kinds not supported here:
 * space-delimited (`[…]`) and regular expressions (`%…%`)
 * Rule: CloudWatch Logs user guide, "Filter pattern syntax".
 */
export function compileFilterPattern(pattern: string): MessageTest {
  if (pattern.length > maxPatternLength) {
    throw invalidParameter(`The filter pattern is longer than ${maxPatternLength} characters.`);
  }
  const trimmed = pattern.trim();
  if (trimmed.startsWith("{")) return compileJsonPattern(trimmed);
  if (trimmed.startsWith("[")) {
    throw invalidParameter("Space-delimited filter patterns are not supported by the embedded AWS.");
  }
  return testOfTerms(parseTerms(trimmed));
}

interface Term {
  readonly role: "all" | "any" | "none";
  readonly text: string;
}

/** A quoted phrase (with `\"` and `\\` inside) or a run without spaces, behind an optional `?` or `-`. */
const termAtStart = /^([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)/;

function parseTerms(pattern: string): Term[] {
  const terms: Term[] = [];
  let rest = pattern;
  while (rest !== "") {
    const match = termAtStart.exec(rest);
    if (match === null) throw invalidParameter(`Invalid filter pattern near '${rest.slice(0, 40)}'`);
    const [whole, sign, phrase, word = ""] = match;
    terms.push({
      role: roleOf(sign),
      text: phrase === undefined ? checkedWord(word) : checkedPhrase(phrase),
    });
    rest = rest.slice(whole.length).trimStart();
  }
  return terms;
}

function roleOf(sign: string | undefined): Term["role"] {
  if (sign === "?") return "any";
  return sign === "-" ? "none" : "all";
}

function checkedPhrase(phrase: string): string {
  if (phrase === "") throw invalidParameter("Invalid filter pattern: empty term");
  return phrase.replace(/\\(.)/g, "$1");
}

function checkedWord(word: string): string {
  if (word.startsWith("%")) {
    throw invalidParameter("Regular expressions in filter patterns are not supported by the embedded AWS.");
  }
  if (!/^[\p{L}\p{N}_]+$/u.test(word)) throw invalidParameter(`Invalid character(s) in term '${word}'`);
  return word;
}

function testOfTerms(terms: readonly Term[]): MessageTest {
  const withRole = (role: Term["role"]) => terms.filter((term) => term.role === role).map(({ text }) => text);
  const [all, any, none] = [withRole("all"), withRole("any"), withRole("none")];
  // CloudWatch Logs ignores `?` terms beside terms to include or exclude.
  const anyCounts = any.length > 0 && all.length === 0 && none.length === 0;
  return (message) =>
    all.every((text) => message.includes(text)) &&
    !none.some((text) => message.includes(text)) &&
    (!anyCounts || any.some((text) => message.includes(text)));
}
