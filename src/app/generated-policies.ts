import type { DesiredSet } from "../api/desired-set.ts";
import type { PolicyDocument } from "../api/resource.ts";
import { fillPlaceholders } from "../core/iam-policy.ts";
import type { RightsPlace } from "../core/rights-place.ts";

/** What the roles of functions that name none allow, by the functions' names. */
export function generatedPolicies(
  { resources }: Pick<DesiredSet, "resources">,
  place: RightsPlace,
): ReadonlyMap<string, PolicyDocument> {
  const policies = new Map<string, PolicyDocument>();
  for (const resource of resources.values()) {
    if (resource.kind !== "Role" || resource.spec.generatedFor === undefined) continue;
    const { xflow } = resource.spec.inlinePolicies;
    if (xflow !== undefined) policies.set(resource.name, fillPlaceholders(xflow, place));
  }
  return policies;
}
