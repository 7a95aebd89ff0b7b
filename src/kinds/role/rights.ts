import type { KindRights } from "../../core/rights.ts";

/**
 * What the calls on roles need. Whoever may write roles and pass them may do whatever a role may: so every role
 * has the boundary from the first call on, and nothing here takes it off. Source: IAM user guide, permissions
 * boundaries, delegating responsibility to others.
 */
export const roleRights: KindRights = {
  read: [{ actions: ["iam:GetAccountAuthorizationDetails"], on: "any" }],
  write: [
    // What is to be deleted is read once more, and looked for afterwards.
    { actions: ["iam:GetRole"], on: ["own-roles", "absent-roles"] },
    {
      actions: ["iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies"],
      on: "own-roles",
    },
    {
      actions: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
      ],
      on: "own-roles",
      when: ["within-boundary"],
    },
    {
      actions: [
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
      ],
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
