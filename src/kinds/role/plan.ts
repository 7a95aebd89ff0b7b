import type { RoleResource, Tags } from "../../api/resource.ts";
import { compareText } from "../../core/canonical.ts";
import { changesAt, entryKey } from "../../core/diff.ts";
import type { PlanContext } from "../../core/kind.ts";
import type { Observation } from "../../core/observation.ts";
import type { Change, JsonValue, ResourcePlan } from "../../core/plan.ts";
import { type Found, planResource, type StepDraft } from "../../core/plan-resource.ts";
import { tagsToRemove, tagsToWrite } from "../../core/tag-diff.ts";
import { desireRole, type RoleFields } from "./desired.ts";
import { roleFields } from "./diff.ts";

export type RoleAction =
  | {
      readonly kind: "create";
      readonly assumeRolePolicy: JsonValue;
      readonly permissionsBoundary?: string;
      readonly tags: Tags;
    }
  | { readonly kind: "trust"; readonly document: JsonValue }
  | { readonly kind: "putBoundary"; readonly arn: string }
  | { readonly kind: "deleteBoundary" }
  | { readonly kind: "attach" | "detach"; readonly arn: string }
  | { readonly kind: "putPolicy"; readonly name: string; readonly document: JsonValue }
  | { readonly kind: "deletePolicy"; readonly name: string }
  | { readonly kind: "tag"; readonly tags: Tags }
  | { readonly kind: "untag"; readonly keys: readonly string[] };

/**
 * A declared role that exists and is not ours is used as it is, whatever the policy says: never changed. One
 * that a function's name happens to meet is not: a function called Administrator must not run as that role.
 */
export function planRole(
  resource: RoleResource,
  observation: Observation<Found>,
  context: PlanContext,
): ResourcePlan {
  const isDeclared = resource.spec.generatedFor === undefined;
  if (isDeclared && observation.kind === "present" && observation.ownership.kind !== "ours") {
    return { key: resource.key, verdict: { kind: "use-as-is" }, steps: [], warnings: [], differences: [] };
  }
  const wanted = desireRole(resource, context.target);
  return planResource({
    resource,
    observation,
    fields: roleFields,
    wanted,
    applied: context.applied,
    create,
    update,
  });
}

function create(wanted: RoleFields): readonly StepDraft[] {
  const { assumeRolePolicy, permissionsBoundary, tags } = wanted;
  const role = { assumeRolePolicy, ...(permissionsBoundary !== undefined && { permissionsBoundary }), tags };
  const policies = Object.entries(wanted.inlinePolicies).sort(([a], [b]) => compareText(a, b));
  return [
    step("iam:CreateRole", [], { kind: "create", ...role }),
    ...policies.map(([name, document]) =>
      step("iam:PutRolePolicy", [], { kind: "putPolicy", name, document }),
    ),
    ...wanted.managedPolicyArns.map((arn) => step("iam:AttachRolePolicy", [], { kind: "attach", arn })),
  ];
}

/** The boundary first, then what gives rights, then what takes them: never more rights than before and after. */
function update(changes: readonly Change[], wanted: RoleFields): readonly StepDraft[] {
  const policies = [
    ...changesAt(changes, "inlinePolicies").map(inlineStep),
    ...changesAt(changes, "managedPolicyArns").flatMap(attachmentSteps),
  ];
  const { tags, changes: tagChanges } = tagsToWrite(changes);
  const dropped = tagsToRemove(changes);
  return [
    ...boundarySteps(changesAt(changes, "permissionsBoundary"), wanted.permissionsBoundary),
    ...changesAt(changes, "assumeRolePolicy").map((change) =>
      step("iam:UpdateAssumeRolePolicy", [change], { kind: "trust", document: wanted.assumeRolePolicy }),
    ),
    ...policies.filter(({ call }) => !takesRights(call)),
    ...policies.filter(({ call }) => takesRights(call)),
    ...(tagChanges.length > 0 ? [step("iam:TagRole", tagChanges, { kind: "tag", tags })] : []),
    ...(dropped.keys.length > 0
      ? [step("iam:UntagRole", dropped.changes, { kind: "untag", keys: dropped.keys })]
      : []),
  ];
}

function takesRights(call: string): boolean {
  return call === "iam:DeleteRolePolicy" || call === "iam:DetachRolePolicy";
}

function boundarySteps(changes: readonly Change[], arn: string | undefined): readonly StepDraft[] {
  if (changes.length === 0) return [];
  return arn === undefined
    ? [step("iam:DeleteRolePermissionsBoundary", changes, { kind: "deleteBoundary" })]
    : [step("iam:PutRolePermissionsBoundary", changes, { kind: "putBoundary", arn })];
}

function inlineStep(change: Change): StepDraft {
  const name = entryKey(change);
  return change.to === undefined
    ? step("iam:DeleteRolePolicy", [change], { kind: "deletePolicy", name })
    : step("iam:PutRolePolicy", [change], { kind: "putPolicy", name, document: change.to });
}

/** One change of the list is as many calls as it has different members. */
function attachmentSteps(change: Change): readonly StepDraft[] {
  const to = arns(change.to);
  const from = arns(change.from);
  const attach = to.filter((arn) => !from.includes(arn));
  const detach = from.filter((arn) => !to.includes(arn));
  return [
    ...attach.map((arn) => step("iam:AttachRolePolicy", [change], { kind: "attach", arn })),
    ...detach.map((arn) => step("iam:DetachRolePolicy", [change], { kind: "detach", arn })),
  ];
}

function arns(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String).sort(compareText) : [];
}

function step(call: string, changes: readonly Change[], action: RoleAction): StepDraft {
  return { call, changes, action };
}
