import type { Policy } from "../api/policy.ts";
import type { Field, State } from "./diff.ts";
import type { Applied } from "./kind.ts";
import type { Change } from "./plan.ts";

/**
 * What is wanted of the optional fields that are not declared: nothing set, where a declaration was withdrawn or
 * the field is a brake that an operator may have pulled; else whatever was found.
 */
export function fillOptional<Wanted extends State>(
  fields: readonly Field[],
  wanted: Wanted,
  found: State,
  applied: Applied | undefined,
): Wanted {
  const filled = fields.flatMap(({ path, optional }) => {
    if (optional === undefined || wanted[path] !== undefined) return [];
    const isOurs = optional.isBrake || applied?.fields.includes(path);
    const value = isOurs ? optional.unset : found[path];
    return value === undefined ? [] : [[path, value] as const];
  });
  return { ...wanted, ...Object.fromEntries(filled) };
}

export interface BrakeQuestion {
  readonly isDeclared: boolean;
  /** The resource is not ours yet. */
  readonly isAdoption: boolean;
  readonly applied: Applied | undefined;
  readonly policy: Policy;
}

/**
 * What becomes of a brake that is not as wanted:
 *
 * | declared | known of it                  | policy  | then    |
 * |----------|------------------------------|---------|---------|
 * | no       | it was declared when applied |         | act     |
 * | no       | it was not                   | ignore  | nothing |
 * | no       | it was not                   | others  | tell    |
 * | yes      |                              | correct | act     |
 * | yes      | it is not ours yet           |         | act     |
 * | yes      | another wish was applied     |         | act     |
 * | yes      | this wish was applied        | report  | tell    |
 * | yes      | this wish was applied        | ignore  | nothing |
 * | yes      | nothing                      | others  | tell    |
 *
 * The policy is `driftOfBrakes`, else `drift`.
 */
export function judgeBrake(path: string, question: BrakeQuestion): "act" | "tell" | "nothing" {
  const { isDeclared, isAdoption, applied, policy } = question;
  const drift = policy.driftOfBrakes ?? policy.drift;
  if (!isDeclared) {
    if (applied?.fields.includes(path)) return "act";
    return drift === "ignore" ? "nothing" : "tell";
  }
  if (isAdoption || drift === "correct" || applied?.isCurrent === false) return "act";
  return applied === undefined || drift === "report" ? "tell" : "nothing";
}

/** Takes out the brakes that are ignored, and marks those that are left as they are. */
export function judgeBrakes(
  fields: readonly Field[],
  changes: readonly Change[],
  questionOf: (path: string) => BrakeQuestion,
): readonly Change[] {
  const brakes = new Set(fields.filter(({ optional }) => optional?.isBrake).map(({ path }) => path));
  return changes.flatMap((change) => {
    if (!brakes.has(change.path)) return [change];
    const verdict = judgeBrake(change.path, questionOf(change.path));
    if (verdict === "nothing") return [];
    return [verdict === "tell" ? { ...change, left: true as const } : change];
  });
}
