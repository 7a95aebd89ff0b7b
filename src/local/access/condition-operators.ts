import type { ContextLookup } from "./access-request.ts";
import { compilePattern } from "./pattern.ts";

/** Compares one value of the request with one of the policy. */
export type Comparison = (value: string, context: ContextLookup) => boolean;

export interface ConditionOperator {
  /** Of an operator that says what a value must not be: the comparison is of what it says, undone by the caller. */
  readonly negated: boolean;
  compile(wanted: string, variables: boolean): Comparison;
}

/**
 * @param name without `IfExists` and without `ForAnyValue:` or `ForAllValues:`
 * @returns undefined for an operator that is not offered
 */
export function conditionOperator(name: string): ConditionOperator | undefined {
  return operators.get(name.toLowerCase());
}

const text = (options: { readonly wildcards: boolean; readonly ignoreCase?: boolean }) => {
  return (wanted: string, variables: boolean): Comparison => {
    const pattern = compilePattern(wanted, { ...options, variables });
    return (value, context) => pattern.matches(value, context);
  };
};

/**
 * The six parts of an ARN are compared each on its own, so that no wildcard reaches over a colon but in the last.
 * What is no whole ARN, `*` mostly, is compared as a text.
 */
function arn(wanted: string, variables: boolean): Comparison {
  const patterns = arnParts(wanted).map((part) => compilePattern(part, { variables }));
  if (patterns.length < 6) return text({ wildcards: true })(wanted, variables);
  return (value, context) => {
    const found = arnParts(value);
    return (
      found.length === 6 && patterns.every((pattern, index) => pattern.matches(found[index] ?? "", context))
    );
  };
}

/** A colon inside `${…}` divides nothing. */
const part = "((?:\\$\\{[^}]*\\}|[^:])*)";
const arnForm = new RegExp(`^${`${part}:`.repeat(5)}(.+)$`, "su");

/** @returns the six parts, none of what is no ARN */
function arnParts(source: string): readonly string[] {
  return arnForm.exec(source)?.slice(1) ?? [];
}

const ordered = (toNumber: (text: string) => number, holds: (value: number, wanted: number) => boolean) => {
  return (wanted: string): Comparison => {
    const limit = toNumber(wanted);
    return (value) => holds(toNumber(value), limit);
  };
};

/** ISO 8601, or seconds since the epoch. */
const toTime = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

const bool = (wanted: string): Comparison => {
  return (value) => value.toLowerCase() === wanted.toLowerCase();
};

type Compile = ConditionOperator["compile"];

function withOpposite(names: readonly [string, string], compile: Compile): [string, ConditionOperator][] {
  return names.map((name, index) => [name.toLowerCase(), { negated: index === 1, compile }]);
}

function orders(prefix: string, toNumber: (text: string) => number): [string, ConditionOperator][] {
  const is = (name: string, holds: (value: number, wanted: number) => boolean) =>
    [`${prefix}${name}`, { negated: false, compile: ordered(toNumber, holds) }] as const;
  return [
    ...withOpposite(
      [`${prefix}Equals`, `${prefix}NotEquals`],
      ordered(toNumber, (value, wanted) => value === wanted),
    ),
    ...[
      is("LessThan", (value, wanted) => value < wanted),
      is("LessThanEquals", (value, wanted) => value <= wanted),
      is("GreaterThan", (value, wanted) => value > wanted),
      is("GreaterThanEquals", (value, wanted) => value >= wanted),
    ].map(([name, operator]): [string, ConditionOperator] => [name.toLowerCase(), operator]),
  ];
}

/** Rule: IAM user guide, "IAM JSON policy elements: Condition operators". Addresses and binary values are left out. */
const operators: ReadonlyMap<string, ConditionOperator> = new Map([
  ...withOpposite(["StringEquals", "StringNotEquals"], text({ wildcards: false })),
  ...withOpposite(
    ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
    text({ wildcards: false, ignoreCase: true }),
  ),
  ...withOpposite(["StringLike", "StringNotLike"], text({ wildcards: true })),
  ...withOpposite(["ArnEquals", "ArnNotEquals"], arn),
  ...withOpposite(["ArnLike", "ArnNotLike"], arn),
  ...orders("Numeric", Number),
  ...orders("Date", toTime),
  ["bool", { negated: false, compile: bool }],
]);
