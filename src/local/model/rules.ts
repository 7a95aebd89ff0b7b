import type { ServiceModel } from "./models.ts";
import type { Rules } from "./shape.ts";

/** The rules that a value of the right type breaks, in AWS's words and order. */
export function brokenRules(model: ServiceModel, rules: Rules, value: unknown): readonly string[] {
  const broken: string[] = [];
  const size = sizeOf(value);
  const noun = typeof value === "number" ? "value" : "length";
  if (rules.min !== undefined && size !== undefined && size < rules.min)
    broken.push(atLeast(noun, rules.min));
  if (rules.max !== undefined && size !== undefined && size > rules.max) broken.push(atMost(noun, rules.max));
  if (typeof value !== "string") return broken;
  if (rules.pattern !== undefined && !model.matches(rules.pattern, value))
    broken.push(matching(rules.pattern));
  if (rules.enum !== undefined && !rules.enum.includes(value)) broken.push(among(rules.enum));
  return broken;
}

/** Every rule of a shape, broken or not: AWS names them all when one item of a list or map breaks one. */
export function allRules({ min, max, pattern, enum: values }: Rules): readonly string[] {
  return [
    ...(max === undefined ? [] : [atMost("length", max)]),
    ...(min === undefined ? [] : [atLeast("length", min)]),
    ...(pattern === undefined ? [] : [matching(pattern)]),
    ...(values === undefined ? [] : [among(values)]),
  ];
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "string" || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
}

const atLeast = (noun: string, min: number) => `Member must have ${noun} greater than or equal to ${min}`;
const atMost = (noun: string, max: number) => `Member must have ${noun} less than or equal to ${max}`;
const matching = (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`;
const among = (values: readonly string[]) => `Member must satisfy enum value set: [${values.join(", ")}]`;
