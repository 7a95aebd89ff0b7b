/** A pattern that AWS would refuse. */
export class PatternError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "PatternError";
  }
}

/** Decides the values found at one place of the data: none when it is absent, several when it is a list. */
export type Matches = (values: readonly unknown[]) => boolean;

type Test = (value: unknown) => boolean;

/**
 * One alternative: a literal (string, number, boolean, null), or an object with one operator.
 * @throws PatternError for an operator that is unknown or has the wrong operand
 */
export function compileMatcher(source: unknown, path: string): Matches {
  if (!isObject(source)) {
    if (Array.isArray(source)) throw new PatternError(`${path} must not be a list`);
    return some((value) => value === source);
  }
  const { operator, operand } = operatorOf(source, path);
  if (operator === "exists") {
    if (typeof operand !== "boolean") throw new PatternError(`${path}.exists must be true or false`);
    return (values) => values.length > 0 === operand;
  }
  const compile = OPERATORS[operator];
  if (compile === undefined) throw new PatternError(`${path} has an unknown operator: ${operator}`);
  return some(compile(operand, `${path}.${operator}`));
}

const OPERATORS: Readonly<Record<string, (operand: unknown, path: string) => Test>> = {
  prefix: textTest((value, operand) => value.startsWith(operand)),
  suffix: textTest((value, operand) => value.endsWith(operand)),
  "equals-ignore-case": textTest((value, operand) => value.toLowerCase() === operand.toLowerCase()),
  "anything-but": compileAnythingBut,
  numeric: compileNumeric,
};

const NEGATABLE = new Set(["prefix", "suffix", "equals-ignore-case"]);

function compileAnythingBut(operand: unknown, path: string): Test {
  if (isObject(operand)) {
    const inner = operatorOf(operand, path);
    const compile = NEGATABLE.has(inner.operator) ? OPERATORS[inner.operator] : undefined;
    if (compile === undefined) throw new PatternError(`${path} cannot negate ${inner.operator}`);
    const excluded = listOf(inner.operand).map((item) => compile(item, `${path}.${inner.operator}`));
    return (value) => !excluded.some((test) => test(value));
  }
  const excluded = listOf(operand);
  if (excluded.length === 0) throw new PatternError(`${path} must not be an empty list`);
  if (excluded.some((item) => typeof item === "object" && item !== null)) {
    throw new PatternError(`${path} must list plain values`);
  }
  return (value) => !excluded.includes(value);
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/** One or two pairs of comparison and bound, e.g. `[">", 0, "<=", 5]`. */
function compileNumeric(operand: unknown, path: string): Test {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new PatternError(`${path} must be one or two pairs of comparison and number`);
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const compare = COMPARISONS[String(operand[index])];
    const bound: unknown = operand[index + 1];
    if (compare === undefined) throw new PatternError(`${path}: unknown comparison ${operand[index]}`);
    if (typeof bound !== "number") throw new PatternError(`${path}: the bound must be a number`);
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

function textTest(holds: (value: string, operand: string) => boolean) {
  return (operand: unknown, path: string): Test => {
    if (typeof operand !== "string") throw new PatternError(`${path} must be a string`);
    return (value) => typeof value === "string" && holds(value, operand);
  };
}

function operatorOf(source: Record<string, unknown>, path: string): { operator: string; operand: unknown } {
  const [member, ...others] = Object.entries(source);
  if (member === undefined || others.length > 0) throw new PatternError(`${path} must have one operator`);
  return { operator: member[0], operand: member[1] };
}

function some(test: Test): Matches {
  return (values) => values.some(test);
}

function listOf(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
