import { readMembers, type TextRule } from "../members.ts";
import type { Operation } from "../service.ts";
import { iamDialect, limitExceeded, noSuchEntity } from "./errors.ts";
import type { IamContext } from "./iam-context.ts";
import { readPolicyArn } from "./managed-policy.ts";
import { iamPage, pagingMembers } from "./paging.ts";
import { checkPermissionPolicy, encodePolicy, policySize } from "./policy-document.ts";
import { attachedPolicy } from "./role-shape.ts";
import { type RoleRow, roleNameOf } from "./role-store.ts";

const policyNameRule: TextRule = { min: 1, max: 128, pattern: /[\w+=,.@-]+/ };
/** Characters without white space, all inline policies of a role together. */
const maxInlineSize = 10_240;
const maxAttached = 10;

/** Inline policies. */
export function inlinePolicyOperations({ roles, latePolicies }: IamContext): Record<string, Operation> {
  const named = ["RoleName", "PolicyName"];
  const read = (call: Parameters<Operation>[0], known: readonly string[]) => {
    const members = readMembers(call.input, known, iamDialect);
    const policyName = members.requiredText("PolicyName", policyNameRule);
    return { members, policyName, row: roles.get(roleNameOf(members)) };
  };
  return {
    PutRolePolicy: async (call) => {
      const { members, policyName, row } = read(call, [...named, "PolicyDocument"]);
      const document = members.requiredText("PolicyDocument", { min: 1, max: 131_072 });
      checkPermissionPolicy(document);
      const inline = { ...row.inline, [policyName]: document };
      checkInlineSize(row.name, inline);
      await roles.put(latePolicies.change(row, { inline }));
      return undefined;
    },
    GetRolePolicy: (call) => {
      const { policyName, row } = read(call, named);
      const document = inlinePolicy(row, policyName);
      return { RoleName: row.name, PolicyName: policyName, PolicyDocument: encodePolicy(document) };
    },
    DeleteRolePolicy: async (call) => {
      const { policyName, row } = read(call, named);
      inlinePolicy(row, policyName);
      const { [policyName]: _, ...inline } = row.inline;
      await roles.put(latePolicies.change(row, { inline }));
      return undefined;
    },
    ListRolePolicies: (call) => {
      const members = readMembers(call.input, ["RoleName", ...pagingMembers], iamDialect);
      const names = Object.keys(roles.get(roleNameOf(members)).inline).sort();
      const page = iamPage(members, names, (name) => name);
      return { PolicyNames: page.items, ...page.rest };
    },
  };
}

function inlinePolicy(row: RoleRow, policyName: string): string {
  const document = Object.hasOwn(row.inline, policyName) ? row.inline[policyName] : undefined;
  if (document === undefined) {
    throw noSuchEntity(`The role policy with name ${policyName} cannot be found.`);
  }
  return document;
}

function checkInlineSize(roleName: string, inline: Readonly<Record<string, string>>): void {
  const size = Object.values(inline).reduce((sum, document) => sum + policySize(document), 0);
  if (size <= maxInlineSize) return;
  throw limitExceeded(`Maximum policy size of ${maxInlineSize} bytes exceeded for role ${roleName}`);
}

/** Managed policies and the permissions boundary. */
export function managedPolicyOperations({ roles, latePolicies }: IamContext): Record<string, Operation> {
  return {
    AttachRolePolicy: async (call) => {
      const members = readMembers(call.input, ["RoleName", "PolicyArn"], iamDialect);
      const row = roles.get(roleNameOf(members));
      const arn = readPolicyArn(members, "PolicyArn");
      if (row.attached.includes(arn)) return undefined;
      if (row.attached.length >= maxAttached) {
        throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${maxAttached}`);
      }
      await roles.put(latePolicies.change(row, { attached: [...row.attached, arn] }));
      return undefined;
    },
    DetachRolePolicy: async (call) => {
      const members = readMembers(call.input, ["RoleName", "PolicyArn"], iamDialect);
      const row = roles.get(roleNameOf(members));
      const arn = readPolicyArn(members, "PolicyArn");
      if (!row.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
      const attached = row.attached.filter((other) => other !== arn);
      await roles.put(latePolicies.change(row, { attached }));
      return undefined;
    },
    ListAttachedRolePolicies: (call) => {
      const members = readMembers(call.input, ["RoleName", "PathPrefix", ...pagingMembers], iamDialect);
      const prefix = members.text("PathPrefix") ?? "/";
      const arns = roles.get(roleNameOf(members)).attached.filter((arn) => pathOf(arn).startsWith(prefix));
      const page = iamPage(members, [...arns].sort(), (arn) => arn);
      return { AttachedPolicies: page.items.map(attachedPolicy), ...page.rest };
    },
    PutRolePermissionsBoundary: async (call) => {
      const members = readMembers(call.input, ["RoleName", "PermissionsBoundary"], iamDialect);
      const row = roles.get(roleNameOf(members));
      await roles.put({ ...row, boundaryArn: readPolicyArn(members, "PermissionsBoundary") });
      return undefined;
    },
    DeleteRolePermissionsBoundary: async (call) => {
      const members = readMembers(call.input, ["RoleName"], iamDialect);
      const { boundaryArn, ...row } = roles.get(roleNameOf(members));
      if (boundaryArn === undefined) {
        throw noSuchEntity(`The role ${row.name} has no permissions boundary.`);
      }
      await roles.put(row);
      return undefined;
    },
  };
}

/** `/` or `/…/`, between `policy` and the name. */
const pathOf = (arn: string) => arn.slice(arn.indexOf("/"), arn.lastIndexOf("/") + 1);
