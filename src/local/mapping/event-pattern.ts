import { compileMatcher, type Matches, PatternError } from "./value-matcher.ts";

/** Decides one JSON value. */
export type Pattern = (value: unknown) => boolean;

/**
 * Compiles an event pattern: an object whose members must all hold. A member is a nested pattern, a list of
 * alternatives for one value (`value-matcher.ts`), or `$or` with a list of patterns. A list in the data
 * holds when one of its elements does.
 * @throws PatternError naming what is wrong and where
 * Rule: AWS Lambda, "Filter rule syntax"; Amazon EventBridge, "Event patterns".
 */
export function compilePattern(source: unknown, path = "pattern"): Pattern {
  if (!isObject(source)) throw new PatternError(`${path} must be an object`);
  const members = Object.entries(source);
  if (members.length === 0) throw new PatternError(`${path} must not be empty`);
  const tests = members.map(([name, value]) =>
    name === "$or" ? compileOr(value, `${path}.$or`) : compileMember(name, value, `${path}.${name}`),
  );
  return (value) => tests.every((test) => test(value));
}

function compileOr(source: unknown, path: string): Pattern {
  if (!Array.isArray(source) || source.length === 0) throw new PatternError(`${path} must be a list`);
  const alternatives = source.map((item, index) => compilePattern(item, `${path}[${index}]`));
  return (value) => alternatives.some((matches) => matches(value));
}

function compileMember(name: string, source: unknown, path: string): Pattern {
  if (!Array.isArray(source)) {
    const nested = compilePattern(source, path);
    return (value) => inner(value, name).some(nested);
  }
  if (source.length === 0) throw new PatternError(`${path} must not be an empty list`);
  const matchers = source.map((item, index) => compileMatcher(item, `${path}[${index}]`));
  return (value) => {
    const leaves = inner(value, name).filter((leaf) => !isObject(leaf));
    return matchers.some((matches: Matches) => matches(leaves));
  };
}

/** The values a member stands for: none when absent, several when it is a list. An absent object has no members. */
function inner(value: unknown, name: string): unknown[] {
  if (!isObject(value) || !Object.hasOwn(value, name)) return [];
  const member = value[name];
  return Array.isArray(member) ? member.flat(Number.POSITIVE_INFINITY) : [member];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
