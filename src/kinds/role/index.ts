import type { RoleResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { roleArn, rolePath } from "../../aws/arn.ts";
import { defineKind } from "../../core/define-kind.ts";
import type { Found } from "../../core/plan-resource.ts";
import { applyRole } from "./apply.ts";
import { roleFields } from "./diff.ts";
import { observeRole } from "./observe.ts";
import { planRole, type RoleAction } from "./plan.ts";

/** IAM roles, under a path of the instance. */
export function createRoleKind(access: AwsAccess) {
  return defineKind<RoleResource, Found, RoleAction>({
    name: "Role",
    settlesOnWrite: true,
    fields: roleFields,
    iam: {
      read: ["iam:GetAccountAuthorizationDetails"],
      write: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UpdateAssumeRolePolicy",
      ],
    },
    dependencies: () => [],
    predictArn: ({ awsName }, target) => roleArn(target, rolePath(target.instance), awsName),
    observe: (resource, freshness) => observeRole(access, resource, freshness),
    plan: planRole,
    apply: (action, resource, signal) => applyRole(access, action, resource, signal),
  });
}
