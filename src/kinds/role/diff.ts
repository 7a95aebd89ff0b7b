import { sameSet } from "../../core/canonical.ts";
import { type KindField, writing } from "../../core/field-in-aws.ts";
import { samePolicy } from "../../core/iam-policy.ts";
import { tagField } from "../../core/tag-diff.ts";

const create = "iam:CreateRole";
const put = writing("iam:PutRolePolicy", "PolicyDocument");
const drop = writing("iam:DeleteRolePolicy", "PolicyName");
const attach = writing("iam:AttachRolePolicy", "PolicyArn");
const detach = writing("iam:DetachRolePolicy", "PolicyArn");
const trust = writing("iam:UpdateAssumeRolePolicy", "PolicyDocument");

/** A policy on our role that is not declared does not belong there: the role is as strong as it says. */
export const roleFields: readonly KindField[] = [
  {
    path: "assumeRolePolicy",
    isSame: samePolicy,
    aws: {
      create: writing(create, "AssumeRolePolicyDocument"),
      update: [trust],
      reset: { ...trust, value: "Lambda may assume it" },
      seen: "list",
      echo: "percent-decoded, compared by what it means: lists as sets, actions without case, an account as its root user",
    },
  },
  {
    path: "permissionsBoundary",
    aws: {
      create: writing(create, "PermissionsBoundary"),
      update: [writing("iam:PutRolePermissionsBoundary", "PermissionsBoundary")],
      reset: { ...writing("iam:DeleteRolePermissionsBoundary", "RoleName"), value: "deleted" },
      seen: "list",
    },
  },
  {
    path: "managedPolicyArns",
    isSame: sameSet,
    aws: {
      create: attach,
      update: [attach, detach],
      reset: { ...detach, value: "each" },
      seen: "list",
      echo: "as a set",
    },
  },
  {
    path: "inlinePolicies",
    map: "exact",
    isSame: samePolicy,
    aws: {
      create: put,
      update: [put, drop],
      reset: { ...drop, value: "each" },
      seen: "list",
      echo: "as assumeRolePolicy; policies that are not declared are removed",
    },
  },
  {
    ...tagField,
    aws: {
      create: writing(create, "Tags"),
      update: [writing("iam:TagRole", "Tags")],
      reset: { ...writing("iam:UntagRole", "TagKeys"), value: "taken off" },
      seen: "list",
      echo: "of declared tags only",
    },
  },
];
