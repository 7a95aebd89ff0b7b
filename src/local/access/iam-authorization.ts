import type { AccessContext } from "./access-request.ts";
import {
  type Authorization,
  anywhere,
  type CallToAuthorize,
  hasTags,
  type Needs,
  tagContext,
  tagKeyContext,
  textOf,
} from "./authorization.ts";

/**
 * Rule: Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access
 * Management". Refusals name a role as `role <name>`, but its ARN when it is being made.
 */
export const iamAuthorization: Authorization = {
  AttachRolePolicy: onRole("iam:AttachRolePolicy", attachment),
  CreatePolicy: (call) => {
    const { Tags: tags, PolicyName: name } = call.input;
    const path = textOf(call.input, "Path") ?? "/";
    const resource = `arn:aws:iam::${call.accountId}:policy${path}${String(name)}`;
    const [context, shownAs] = [tagContext(tags), `policy ${String(name)}`];
    return [
      { action: "iam:CreatePolicy", resource, context, shownAs },
      ...(hasTags(tags) ? [{ action: "iam:TagPolicy", resource, context }] : []),
    ];
  },
  CreateRole: (call) => {
    const { Tags: tags, PermissionsBoundary: boundary } = call.input;
    const path = textOf(call.input, "Path") ?? "/";
    const resource = `arn:aws:iam::${call.accountId}:role${path}${roleName(call)}`;
    const context = {
      "iam:PermissionsBoundary": typeof boundary === "string" ? boundary : undefined,
      ...tagContext(tags),
    };
    return [
      { action: "iam:CreateRole", resource, context },
      ...(hasTags(tags) ? [{ action: "iam:TagRole", resource, context: tagContext(tags) }] : []),
    ];
  },
  DeletePolicy: onPolicy("iam:DeletePolicy"),
  DeleteRole: onRole("iam:DeleteRole"),
  DeleteRolePermissionsBoundary: onRole("iam:DeleteRolePermissionsBoundary", bounded),
  DeleteRolePolicy: onRole("iam:DeleteRolePolicy", bounded),
  DetachRolePolicy: onRole("iam:DetachRolePolicy", attachment),
  GetAccountAuthorizationDetails: anywhere("iam:GetAccountAuthorizationDetails"),
  GetPolicy: onPolicy("iam:GetPolicy"),
  GetPolicyVersion: onPolicy("iam:GetPolicyVersion"),
  GetRole: onRole("iam:GetRole"),
  GetRolePolicy: onRole("iam:GetRolePolicy"),
  ListAttachedRolePolicies: onRole("iam:ListAttachedRolePolicies"),
  ListInstanceProfilesForRole: onRole("iam:ListInstanceProfilesForRole"),
  ListRolePolicies: onRole("iam:ListRolePolicies"),
  ListRoles: (call) => [
    {
      action: "iam:ListRoles",
      resource: `arn:aws:iam::${call.accountId}:role${textOf(call.input, "PathPrefix") ?? "/"}`,
    },
  ],
  ListRoleTags: onRole("iam:ListRoleTags"),
  PutRolePermissionsBoundary: onRole("iam:PutRolePermissionsBoundary", ({ input }) => ({
    "iam:PermissionsBoundary": textOf(input, "PermissionsBoundary"),
  })),
  PutRolePolicy: onRole("iam:PutRolePolicy", bounded),
  TagRole: onRole("iam:TagRole", ({ input }) => tagContext(input["Tags"])),
  UntagRole: onRole("iam:UntagRole", ({ input }) => tagKeyContext(input["TagKeys"])),
  UpdateAssumeRolePolicy: onRole("iam:UpdateAssumeRolePolicy"),
  UpdateRole: onRole("iam:UpdateRole"),
};

function onRole(action: string, contextOf?: (call: CallToAuthorize) => AccessContext): Needs {
  return (call) => {
    const name = roleName(call);
    // A role that does not exist has no path, so that a policy for one path refuses instead of telling.
    const resource = call.world.roleArn(name) ?? `arn:aws:iam::${call.accountId}:role/${name}`;
    return [{ action, resource, context: contextOf?.(call) ?? {}, shownAs: `role ${name}` }];
  };
}

function onPolicy(action: string): Needs {
  return ({ input }) => {
    const resource = textOf(input, "PolicyArn") ?? "";
    return [{ action, resource, shownAs: `policy ${resource}` }];
  };
}

function bounded(call: CallToAuthorize): AccessContext {
  return { "iam:PermissionsBoundary": call.world.boundaryOf(roleName(call)) };
}

function attachment(call: CallToAuthorize): AccessContext {
  return { ...bounded(call), "iam:PolicyARN": textOf(call.input, "PolicyArn") };
}

const roleName = ({ input }: CallToAuthorize) => textOf(input, "RoleName") ?? "";
