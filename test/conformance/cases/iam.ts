import { expect } from "vitest";
import { LAMBDA_TRUST } from "../../support/trust-policy.ts";
import type { Scenario } from "../support/step.ts";

const RoleName = "conformance";
const Arn = "arn:aws:iam::000000000000:role/team/conformance";
const Document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "*" }] };
const ownPolicyArn = "arn:aws:iam::000000000000:policy/own";
const PolicyArn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

export const iam: Scenario = {
  service: "iam",
  steps: [
    {
      operation: "CreateRole",
      input: {
        RoleName,
        Path: "/team/",
        AssumeRolePolicyDocument: LAMBDA_TRUST,
        Tags: [{ Key: "owner", Value: "me + you" }],
      },
      check: (output) => expect(output["Role"]).toMatchObject({ RoleName, Arn }),
    },
    {
      operation: "CreateRole",
      input: { RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST },
      error: "EntityAlreadyExists",
    },
    {
      operation: "GetRole",
      input: { RoleName },
      check: (output) =>
        expect(output["Role"]).toMatchObject({
          Arn,
          AssumeRolePolicyDocument: JSON.parse(LAMBDA_TRUST),
          MaxSessionDuration: 3600,
          Tags: [{ Key: "owner", Value: "me + you" }],
        }),
    },
    { operation: "GetRole", input: { RoleName: "nobody" }, error: "NoSuchEntity" },
    {
      operation: "ListRoles",
      input: { PathPrefix: "/team/" },
      check: (output) => expect(output["Roles"]).toMatchObject([{ RoleName }]),
    },
    { operation: "UpdateRole", input: { RoleName, Description: "for tests", MaxSessionDuration: 7200 } },
    { operation: "UpdateAssumeRolePolicy", input: { RoleName, PolicyDocument: LAMBDA_TRUST } },
    { operation: "TagRole", input: { RoleName, Tags: [{ Key: "a", Value: "1" }] } },
    { operation: "UntagRole", input: { RoleName, TagKeys: ["owner"] } },
    {
      operation: "ListRoleTags",
      input: { RoleName },
      check: (output) => expect(output["Tags"]).toEqual([{ Key: "a", Value: "1" }]),
    },
    {
      operation: "CreatePolicy",
      input: { PolicyName: "own", PolicyDocument: JSON.stringify(Document), Description: "logs" },
      check: (output) => expect(output["Policy"]).toMatchObject({ Arn: ownPolicyArn, AttachmentCount: 0 }),
    },
    {
      operation: "CreatePolicy",
      input: { PolicyName: "Own", PolicyDocument: JSON.stringify(Document) },
      error: "EntityAlreadyExists",
    },
    { operation: "PutRolePermissionsBoundary", input: { RoleName, PermissionsBoundary: ownPolicyArn } },
    { operation: "DeletePolicy", input: { PolicyArn: ownPolicyArn }, error: "DeleteConflict" },
    { operation: "DeleteRolePermissionsBoundary", input: { RoleName } },
    {
      operation: "GetPolicy",
      input: { PolicyArn: ownPolicyArn },
      check: (output) =>
        expect(output["Policy"]).toMatchObject({ DefaultVersionId: "v1", PermissionsBoundaryUsageCount: 0 }),
    },
    {
      operation: "GetPolicyVersion",
      input: { PolicyArn: ownPolicyArn, VersionId: "v1" },
      check: (output) => expect(output["PolicyVersion"]).toMatchObject({ Document }),
    },
    { operation: "DeletePolicy", input: { PolicyArn: ownPolicyArn } },
    { operation: "GetPolicy", input: { PolicyArn: ownPolicyArn }, error: "NoSuchEntity" },
    {
      operation: "PutRolePolicy",
      input: { RoleName, PolicyName: "inline", PolicyDocument: JSON.stringify(Document) },
    },
    {
      operation: "GetRolePolicy",
      input: { RoleName, PolicyName: "inline" },
      check: (output) => expect(output["PolicyDocument"]).toEqual(Document),
    },
    {
      operation: "ListRolePolicies",
      input: { RoleName },
      check: (output) => expect(output["PolicyNames"]).toEqual(["inline"]),
    },
    { operation: "AttachRolePolicy", input: { RoleName, PolicyArn } },
    {
      operation: "ListAttachedRolePolicies",
      input: { RoleName },
      check: (output) => expect(output["AttachedPolicies"]).toMatchObject([{ PolicyArn }]),
    },
    { operation: "PutRolePermissionsBoundary", input: { RoleName, PermissionsBoundary: PolicyArn } },
    {
      operation: "GetAccountAuthorizationDetails",
      input: { Filter: ["Role"] },
      check: (output) =>
        expect(output["RoleDetailList"]).toMatchObject([
          { RoleName, RolePolicyList: [{ PolicyName: "inline" }], AttachedManagedPolicies: [{ PolicyArn }] },
        ]),
    },
    { operation: "DeleteRolePermissionsBoundary", input: { RoleName } },
    {
      operation: "ListInstanceProfilesForRole",
      input: { RoleName },
      check: (output) => expect(output["InstanceProfiles"]).toEqual([]),
    },
    { operation: "DeleteRole", input: { RoleName }, error: "DeleteConflict" },
    { operation: "DetachRolePolicy", input: { RoleName, PolicyArn } },
    { operation: "DeleteRolePolicy", input: { RoleName, PolicyName: "inline" } },
    { operation: "DeleteRole", input: { RoleName } },
  ],
};
