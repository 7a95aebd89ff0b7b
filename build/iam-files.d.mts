import type { PolicyDocument } from "../src/api/resource.ts";
import type { GrantedRights } from "../src/app/granted-policies.ts";
import type { RightsPlace } from "../src/core/rights-place.ts";
import type { RightsPolicy } from "../src/core/rights-policy.ts";

export const managedPolicyCharacters: number;
export const placeholders: RightsPlace;

/** @returns texts by file name */
export function iamFiles(parts: {
  readonly grants: readonly GrantedRights[];
  readonly policies: ReadonlyMap<string, RightsPolicy>;
  readonly functions: ReadonlyMap<string, PolicyDocument>;
  readonly place: RightsPlace;
}): Record<string, string>;
