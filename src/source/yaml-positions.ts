import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";

export const EVENT = EVENT_ID;

/** Offsets by path (as JSON), and what the events alone show to be wrong. */
export interface Positions {
  /** Offset of the document's first token. */
  readonly start: number;
  readonly keys: ReadonlyMap<string, number>;
  readonly values: ReadonlyMap<string, number>;
  readonly problems: readonly {
    readonly offset: number;
    readonly code: "InvalidYaml" | "DuplicateKey";
    readonly message: string;
  }[];
}

interface Frame {
  readonly path: readonly (string | number)[];
  readonly kind: "document" | "sequence" | "mapping";
  readonly seen: Set<string>;
  count: number;
  /** In a mapping: the key whose value comes next. */
  key: string | undefined;
}

/** What the walk has found so far. */
interface Walk {
  readonly source: string;
  readonly keys: Map<string, number>;
  readonly values: Map<string, number>;
  readonly problems: Positions["problems"][number][];
}

/**
 * Walks one document's events. A complex key (a list or mapping as a key) is left to the constructor, which
 * refuses it.
 */
export function collectPositions(source: string, events: readonly Event[]): Positions {
  const walk: Walk = { source, keys: new Map(), values: new Map(), problems: [] };
  const stack: Frame[] = [];
  for (const event of events) {
    if (event.type === EVENT.POP) stack.pop();
    else enter(walk, stack, event);
  }
  const start = events.map(startOf).find((offset) => offset >= 0) ?? 0;
  return { start, keys: walk.keys, values: walk.values, problems: walk.problems };
}

function enter(walk: Walk, stack: Frame[], event: Event): void {
  const frame = stack.at(-1);
  const isKey = frame?.kind === "mapping" && frame.key === undefined;
  if (isKey && (event.type === EVENT.SCALAR || event.type === EVENT.ALIAS)) {
    enterKey(walk, frame, event);
    return;
  }
  const path = frame === undefined ? [] : enterValue(walk, frame, event);
  const kind = openedBy(event);
  if (kind !== undefined) stack.push({ path, kind, seen: new Set(), count: 0, key: undefined });
}

function enterKey(walk: Walk, frame: Frame, event: ScalarEvent | AliasEvent): void {
  const isScalar = event.type === EVENT.SCALAR;
  const key = isScalar
    ? getScalarValue(walk.source, event)
    : walk.source.slice(event.anchorStart - 1, event.anchorEnd);
  const offset = startOf(event);
  if (frame.seen.has(key)) {
    walk.problems.push({ offset, code: "DuplicateKey", message: `${key} is given twice` });
  }
  if (key === "__proto__") {
    walk.problems.push({ offset, code: "InvalidYaml", message: "the key __proto__ is refused" });
  }
  frame.seen.add(key);
  frame.key = key;
  const path = JSON.stringify([...frame.path, key]);
  if (!walk.keys.has(path)) walk.keys.set(path, offset);
}

function enterValue(walk: Walk, frame: Frame, event: Event): readonly (string | number)[] {
  const step = frame.kind === "mapping" ? frame.key : frame.count;
  const path = frame.kind === "document" || step === undefined ? frame.path : [...frame.path, step];
  const id = JSON.stringify(path);
  const offset = startOf(event);
  const known = offset >= 0 ? offset : walk.keys.get(id);
  if (known !== undefined && !walk.values.has(id)) walk.values.set(id, known);
  frame.count++;
  frame.key = undefined;
  return path;
}

function openedBy(event: Event): Frame["kind"] | undefined {
  if (event.type === EVENT.DOCUMENT) return "document";
  if (event.type === EVENT.SEQUENCE) return "sequence";
  return event.type === EVENT.MAPPING ? "mapping" : undefined;
}

/** Where an event's text starts, quotes included; -1 for an empty value and for a block, which starts lines below. */
function startOf(event: Event): number {
  if (event.type === EVENT.SCALAR) return startOfScalar(event);
  if (event.type === EVENT.ALIAS) return event.anchorStart - 1;
  return event.type === EVENT.SEQUENCE || event.type === EVENT.MAPPING ? event.start : -1;
}

function startOfScalar({ style, valueStart }: ScalarEvent): number {
  if (style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK) return -1;
  const quoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
  return quoted ? valueStart - 1 : valueStart;
}
