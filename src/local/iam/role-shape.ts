import { randomBytes } from "node:crypto";
import type { JsonObject } from "../service.ts";
import { encodePolicy } from "./policy-document.ts";
import { type RoleRow, roleArn } from "./role-store.ts";

/** What every operation that shows a role shows of it. */
export function roleIdentity(accountId: string, row: RoleRow): JsonObject {
  return {
    Path: row.path,
    RoleName: row.name,
    RoleId: row.id,
    Arn: roleArn(accountId, row),
    CreateDate: toIamTime(row.createdAt),
    AssumeRolePolicyDocument: encodePolicy(row.trust),
  };
}

/** ListRoles: neither tags nor boundary. */
export function listedRole(accountId: string, row: RoleRow): JsonObject {
  return {
    ...roleIdentity(accountId, row),
    Description: row.description,
    MaxSessionDuration: row.maxSessionSeconds,
  };
}

/** GetRole: everything but policies. */
export function fullRole(accountId: string, row: RoleRow): JsonObject {
  return { ...listedRole(accountId, row), ...boundaryAndTags(row), RoleLastUsed: {} };
}

/** GetAccountAuthorizationDetails: policies as well, but neither description nor session duration. */
export function roleDetail(accountId: string, row: RoleRow): JsonObject {
  return {
    ...roleIdentity(accountId, row),
    InstanceProfileList: [],
    RolePolicyList: Object.entries(row.inline).map(([PolicyName, document]) => ({
      PolicyName,
      PolicyDocument: encodePolicy(document),
    })),
    AttachedManagedPolicies: row.attached.map(attachedPolicy),
    ...boundaryAndTags(row),
    RoleLastUsed: {},
  };
}

export function attachedPolicy(arn: string): JsonObject {
  return { PolicyName: arn.slice(arn.lastIndexOf("/") + 1), PolicyArn: arn };
}

export function boundaryAndTags(row: RoleRow): JsonObject {
  const boundary = { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: row.boundaryArn };
  return {
    PermissionsBoundary: row.boundaryArn === undefined ? undefined : boundary,
    Tags: row.tags.length === 0 ? undefined : row.tags,
  };
}

/** ISO 8601, whole seconds. */
export function toIamTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** @param prefix says of what: `AROA` of roles, `ANPA` of managed policies */
export function newIamId(prefix: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return `${prefix}${Array.from(randomBytes(17), (byte) => alphabet[byte % 32]).join("")}`;
}
