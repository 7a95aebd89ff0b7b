import type { PolicyStore } from "./policy-store.ts";
import { type RoleStore, roleArn } from "./role-store.ts";

/** What deciding about calls on roles takes. */
export interface RoleFacts {
  /** With its path; undefined for a role that does not exist. */
  roleArn(roleName: string): string | undefined;
  boundaryOf(roleName: string): string | undefined;
  /** The text of a managed policy; undefined for one of which it is not known. */
  documentOf(policyArn: string): string | undefined;
  /** The trust policy's text; undefined for a role that does not exist. */
  trustOf(roleArn: string): string | undefined;
  /** Undefined for what is no role that exists. */
  tagsOf(roleArn: string): Readonly<Record<string, string>> | undefined;
  /** `AROA…`; undefined for a role that does not exist. */
  idOf(roleArn: string): string | undefined;
}

export function createRoleFacts(
  { roles, policies }: { readonly roles: RoleStore; readonly policies: PolicyStore },
  accountId: string,
): RoleFacts {
  const find = (arn: string) => {
    const row = roles.find(arn.slice(arn.lastIndexOf("/") + 1));
    return row !== undefined && roleArn(accountId, row) === arn ? row : undefined;
  };
  return {
    roleArn: (name) => {
      const row = roles.find(name);
      return row === undefined ? undefined : roleArn(accountId, row);
    },
    boundaryOf: (name) => roles.find(name)?.boundaryArn,
    documentOf: policies.documentOf,
    trustOf: (arn) => find(arn)?.trust,
    tagsOf: (arn) => {
      const tags = find(arn)?.tags;
      return tags && Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
    },
    idOf: (arn) => find(arn)?.id,
  };
}
