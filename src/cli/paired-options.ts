import { UsageError } from "./exit.ts";

/** Options that take two words, as the original's command line had them. */
const pairs: Readonly<Record<string, readonly [long: string, first: string, second: string]>> = {
  "-p": ["--publish", "STREAM", "DATA"],
  "--publish": ["--publish", "STREAM", "DATA"],
  "-t": ["--track", "WORKFLOW", "EXECUTION"],
  "--track": ["--track", "WORKFLOW", "EXECUTION"],
};

/** An option, where a word was expected: `--local`, `--region=x`, `-c`. Event data and ids do not look like it. */
const option = /^(--[a-z][a-z-]*(=.*)?|-[a-zA-Z])$/;

/**
 * Joins the two words of `--publish STREAM DATA` and `--track WORKFLOW EXECUTION` into one, since option
 * parsers take one or all that follow; `splitPair` undoes it.
 * @throws UsageError when a word is missing
 */
export function joinPairs(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? "";
    if (word === "--") return [...joined, ...args.slice(index)];
    const pair = pairs[word];
    if (pair === undefined) {
      joined.push(word);
      continue;
    }
    const [long, firstName, secondName] = pair;
    const [first, second] = [args[index + 1], args[index + 2]];
    if (first === undefined || second === undefined || option.test(first) || option.test(second)) {
      throw new UsageError(`${word} takes two words: ${firstName} and ${secondName}`);
    }
    joined.push(`${long}=${JSON.stringify([first, second])}`);
    index += 2;
  }
  return joined;
}

/** @param joined what `joinPairs` made */
export function splitPair(joined: string): readonly [string, string] {
  return JSON.parse(joined) as [string, string];
}
