import type { PolicyDocument, RoleResource, Tags } from "../../api/resource.ts";
import { fillPlaceholders } from "../../core/iam-policy.ts";
import type { Target } from "../../core/kind.ts";
import type { JsonValue } from "../../core/plan.ts";
import { wantedTags } from "../../core/tag-diff.ts";

/** What is managed of a role. */
export type RoleFields = {
  readonly assumeRolePolicy: JsonValue;
  readonly managedPolicyArns: readonly string[];
  readonly inlinePolicies: { readonly [name: string]: JsonValue };
  readonly permissionsBoundary?: string;
  readonly tags: Tags;
};

export function desireRole({ key, spec }: RoleResource, target: Target): RoleFields {
  const fill = (document: PolicyDocument) => fillPlaceholders(document, target) as JsonValue;
  const inline = Object.entries(spec.inlinePolicies).map(([name, document]) => [name, fill(document)]);
  return {
    assumeRolePolicy: fill(spec.assumeRolePolicy),
    managedPolicyArns: spec.managedPolicyArns,
    inlinePolicies: Object.fromEntries(inline),
    ...(spec.permissionsBoundary !== undefined && { permissionsBoundary: spec.permissionsBoundary }),
    tags: wantedTags(spec.tags, { instance: target.instance, resource: key }),
  };
}
