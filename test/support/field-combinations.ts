import fc from "fast-check";
import type { ResourceKey } from "../../src/api/resource.ts";
import type { Specs } from "./field-base.ts";
import { caseName, type FieldCase, keyOf, type ManifestName, type Spec } from "./field-cases.ts";
import { lifecycleGaps } from "./lifecycle-gaps.ts";
import { fieldCases } from "./lifecycle-suite.ts";

const gaps = new Set(Object.keys(lifecycleGaps["the embedded AWS"]));

/** Cases that go with any other: whose fields stand alone, can change, and need nothing of other manifests. */
function goTogether({ without, others, field }: FieldCase): boolean {
  return without === undefined && others === undefined && field !== "Subscription.startingPosition";
}

/** Cases seen on one resource, from one manifest and the Environment above it; or from a seed flow file. */
export function casesOn(key: ResourceKey, from: ManifestName): readonly FieldCase[] {
  return fieldCases.filter(
    (one) =>
      keyOf(one) === key &&
      (one.manifest === from || (one.manifest === "Environment" && from !== "seed flow file")) &&
      goTogether(one) &&
      !gaps.has(caseName(one)),
  );
}

/** Of each case nothing, its first or its second value. */
export function someSpecs(from: ManifestName, cases: readonly FieldCase[]): fc.Arbitrary<Specs> {
  const choices = cases.map(({ isRequired, specs, manifest }) =>
    fc.constantFrom(...(isRequired ? [] : [undefined]), ...specs).map((spec) => ({ manifest, spec })),
  );
  return fc.tuple(...choices).map((chosen) => {
    const specs: Partial<Record<ManifestName, Spec>> = { [from]: {} };
    for (const { manifest, spec } of chosen) specs[manifest] = merged(specs[manifest] ?? {}, spec ?? {});
    return specs;
  });
}

/** Members of members are put together; of lists and plain values the later holds. */
function merged(a: Spec, b: Spec): Spec {
  const result: Record<string, unknown> = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const before = result[name];
    result[name] = isMap(before) && isMap(value) ? merged(before, value) : value;
  }
  return result;
}

function isMap(value: unknown): value is Spec {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
