import type { RoleResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { roleArn, rolePath } from "../../aws/arn.ts";
import { defineKind } from "../../core/define-kind.ts";
import type { Found } from "../../core/plan-resource.ts";
import { applyRole } from "./apply.ts";
import { roleFields } from "./diff.ts";
import { observeRole } from "./observe.ts";
import { ownedRoles } from "./owned.ts";
import { planRole, type RoleAction } from "./plan.ts";
import { type RoleRemoval, roleRemains } from "./remains.ts";
import { removeRole } from "./remove.ts";
import { roleRights } from "./rights.ts";

/** IAM roles, under a path of the instance. */
export function createRoleKind(access: AwsAccess) {
  return defineKind<RoleResource, Found, RoleAction, RoleRemoval>({
    name: "Role",
    settlesOnWrite: true,
    fields: roleFields,
    rights: roleRights,
    dependencies: () => [],
    predictArn: ({ awsName }, target) => roleArn(target, rolePath(target.instance), awsName),
    observe: (resource, freshness) => observeRole(access, resource, freshness),
    hasDepths: () => false,
    plan: planRole,
    apply: (action, resource, signal) => applyRole(access, action, resource, signal),
    identityOf: ({ awsName }) => ({ awsName }),
    remains: (key, identity, signal) => roleRemains(access, key, identity, signal),
    remove: (action, identity, signal) => removeRole(access, action, identity, signal),
    owned: (newerThan) => ownedRoles(access, newerThan),
  });
}
