import type { KindRights } from "../../core/rights.ts";

/**
 * What the calls on roles need. Whoever may write roles and pass them may do whatever a role may: so every role
 * has the boundary from the first call on, and nothing here takes it off. Source: IAM user guide, permissions
 * boundaries, delegating responsibility to others.
 */
export const roleRights: KindRights = {
  read: [
    { actions: ["iam:GetAccountAuthorizationDetails"], on: "any" },
    {
      actions: [
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
      ],
      on: "own-roles",
    },
  ],
  write: [
    {
      actions: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
      ],
      on: "own-roles",
      when: ["within-boundary"],
    },
    {
      actions: ["iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:TagRole", "iam:UntagRole"],
      on: "own-roles",
    },
    { actions: ["iam:DeleteRole"], on: "own-roles", when: ["of-this-instance"] },
    {
      actions: ["iam:DeleteRolePermissionsBoundary"],
      on: "own-roles",
      ungranted: "a role without the boundary could be given any right: taking it off is an administrator's",
    },
  ],
};
