import type { ServiceModel } from "./models.ts";
import { brokenConstraint, type Problem, wrongType } from "./problem.ts";
import { allRules, brokenRules } from "./rules.ts";
import { readScalar } from "./scalar.ts";
import type { ScalarShape, Shape, ShapeRef } from "./shape.ts";
import { shownValue } from "./shown-value.ts";

/** The scalars in a list, or the keys or the values of a map. */
export interface Items {
  readonly ref: ShapeRef;
  readonly items: readonly unknown[];
  /** What messages quote: AWS shows the whole list or map when a scalar in it breaks a rule. */
  readonly whole: unknown;
  readonly prefix: "Member must" | "Map keys must" | "Map value must";
  readonly path: string;
  readonly asText: boolean;
}

/** The shape when it is a scalar's, also for a bare type. */
export function scalarShape(model: ServiceModel, ref: ShapeRef): ScalarShape | undefined {
  const shape: Shape = model.shape(ref) ?? ({ type: ref } as ScalarShape);
  return shape.type === "structure" || shape.type === "list" || shape.type === "map" ? undefined : shape;
}

/** One problem for all items that break a rule: AWS then names every rule they have. */
export function itemProblems(model: ServiceModel, checked: Items): readonly Problem[] {
  const { ref, items, whole, prefix, path, asText } = checked;
  const shape = scalarShape(model, ref);
  if (shape === undefined) return [];
  const read = items.map((item) => readScalar(shape.type, item, asText));
  const wrong = read.find((one) => "wrong" in one);
  if (wrong !== undefined) return [wrongType(path, wrong.wrong)];
  const isFine = read.every((one) => "value" in one && brokenRules(model, shape, one.value).length === 0);
  const rule = `${prefix} satisfy constraint: [${allRules(shape).join(", ")}]`;
  return isFine ? [] : [brokenConstraint(path, shownValue(whole), rule)];
}
