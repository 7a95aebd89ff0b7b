import { CORE_SCHEMA, constructFromEvents, type Event, mergeTag, parseEvents, YAMLException } from "js-yaml";
import type { Path } from "../api/declaration.ts";
import { collectPositions, EVENT, type Positions } from "./yaml-positions.ts";

/** Caps that no honest manifest meets: they bound the memory and time a file can cost. */
export const yamlLimits = { bytes: 1_048_576, depth: 32, aliases: 100, mergeKeys: 1000 } as const;

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlProblem extends Position {
  readonly code: "InvalidYaml" | "DuplicateKey";
  readonly message: string;
}

export interface YamlDocument {
  readonly value: unknown;
  /** Where the value at a path starts, or the nearest thing around it. */
  valueAt(path: Path): Position;
  /** Where the key at a path starts. */
  keyAt(path: Path): Position;
}

export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  /** A syntax error ends the file; other problems end their document. */
  readonly problems: readonly YamlProblem[];
}

const schema = CORE_SCHEMA.withTags(mergeTag);

/**
 * Reads every document of a file, values and positions from the same events. Empty documents are left out,
 * and so are those with a problem.
 */
export function readYaml(text: string): YamlFile {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const lines = createLineIndex(source);
  const problems: YamlProblem[] = [];
  const documents: YamlDocument[] = [];
  try {
    for (const events of splitDocuments(parseEvents(source, { maxDepth: yamlLimits.depth }))) {
      const read = readDocument(source, events, lines);
      problems.push(...read.problems);
      if (read.problems.length === 0 && read.document.value !== null) documents.push(read.document);
    }
  } catch (error) {
    problems.push(problemOf(error, { line: 1, column: 1 }));
  }
  return { documents, problems };
}

function readDocument(source: string, events: Event[], lines: (offset: number) => Position) {
  const positions = collectPositions(source, events);
  const problems: YamlProblem[] = positions.problems.map(({ offset, code, message }) => ({
    code,
    message,
    ...lines(offset),
  }));
  let value: unknown = null;
  try {
    const options = { source, schema, json: true };
    const caps = { maxAliases: yamlLimits.aliases, maxTotalMergeKeys: yamlLimits.mergeKeys };
    value = constructFromEvents(events, { ...options, ...caps })[0] ?? null;
  } catch (error) {
    problems.push(problemOf(error, lines(positions.start)));
  }
  return { document: { value, ...lookups(positions, lines) }, problems };
}

function lookups(positions: Positions, lines: (offset: number) => Position) {
  const find = (offsets: ReadonlyMap<string, number>, path: Path): Position => {
    for (let length = path.length; length > 0; length--) {
      const offset = offsets.get(JSON.stringify(path.slice(0, length)));
      if (offset !== undefined) return lines(offset);
    }
    return lines(positions.start);
  };
  return {
    valueAt: (path: Path) => find(positions.values, path),
    keyAt: (path: Path) => find(positions.keys, path),
  };
}

/** Each document's events are constructed alone, so that one bad document does not hide the next. */
function* splitDocuments(events: Event[]): Generator<Event[]> {
  let depth = 0;
  let start = 0;
  for (const [index, event] of events.entries()) {
    if (event.type === EVENT.POP) depth--;
    else if (event.type !== EVENT.SCALAR && event.type !== EVENT.ALIAS) depth++;
    if (depth > 0) continue;
    yield events.slice(start, index + 1);
    start = index + 1;
  }
}

function problemOf(error: unknown, fallback: Position): YamlProblem {
  if (!(error instanceof YAMLException)) return { code: "InvalidYaml", message: String(error), ...fallback };
  const mark = error.mark;
  const position = mark === undefined ? fallback : { line: mark.line + 1, column: mark.column + 1 };
  return { code: "InvalidYaml", message: error.reason, ...position };
}

function createLineIndex(source: string): (offset: number) => Position {
  const starts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
