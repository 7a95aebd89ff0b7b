import { invalidParameter } from "./errors.ts";
import type { PatternToken } from "./json-pattern-tokens.ts";

/** Tests a property's value; undefined when the property does not exist. */
export type ValueTest = (value: unknown) => boolean;

const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Compiles the right half of `$.name <operator> <operand>`. Text may hold `*` wildcards; order comparisons
 * take numbers only. A property that is absent, null, boolean, an object or an array matches no comparison,
 * `!=` included.
 * @throws AwsError `InvalidParameterException`
 */
export function compileComparison(operator: string, operand: PatternToken): ValueTest {
  if (operand.kind !== "quoted" && operand.kind !== "word") {
    throw invalidParameter(`Invalid filter pattern: a value is expected instead of '${operand.text}'`);
  }
  const number = operand.kind === "word" && numberForm.test(operand.text) ? Number(operand.text) : undefined;
  if (operator === "=" || operator === "!=") {
    const equals = number === undefined ? equalsText(operand.text) : equalsNumber(number, operand.text);
    const wanted = operator === "=";
    return (value) => isComparable(value) && equals(value) === wanted;
  }
  if (number === undefined) {
    throw invalidParameter(`Invalid filter pattern: '${operator}' needs a number, not '${operand.text}'`);
  }
  const holds = orderTest(operator, number);
  return (value) => typeof value === "number" && holds(value);
}

const isComparable = (value: unknown): value is string | number =>
  typeof value === "string" || typeof value === "number";

const equalsNumber = (number: number, text: string) => (value: string | number) =>
  typeof value === "number" ? value === number : value === text;

function equalsText(text: string): (value: string | number) => boolean {
  if (!text.includes("*")) return (value) => String(value) === text;
  const parts = text.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const form = new RegExp(`^${parts.join(".*")}$`, "s");
  return (value) => form.test(String(value));
}

function orderTest(operator: string, number: number): (value: number) => boolean {
  switch (operator) {
    case "<":
      return (value) => value < number;
    case "<=":
      return (value) => value <= number;
    case ">":
      return (value) => value > number;
    default:
      return (value) => value >= number;
  }
}
