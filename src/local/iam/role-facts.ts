import { type RoleStore, roleArn } from "./role-store.ts";

/** What deciding about calls on roles takes. */
export interface RoleFacts {
  /** With its path; undefined for a role that does not exist. */
  roleArn(roleName: string): string | undefined;
  boundaryOf(roleName: string): string | undefined;
  /** The trust policy's text; undefined for a role that does not exist. */
  trustOf(roleArn: string): string | undefined;
  /** `AROA…`; undefined for a role that does not exist. */
  idOf(roleArn: string): string | undefined;
}

export function createRoleFacts(roles: RoleStore, accountId: string): RoleFacts {
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
    trustOf: (arn) => find(arn)?.trust,
    idOf: (arn) => find(arn)?.id,
  };
}
