import type { ManagedGrant, RoleGrantsReader } from "../access/role-permissions.ts";
import { type RoleStore, roleArn } from "./role-store.ts";

export interface RoleGrantsDeps {
  readonly roles: RoleStore;
  readonly accountId: string;
  /** The text of a managed policy; undefined for one that nobody knows the text of. */
  documentOf(policyArn: string): string | undefined;
}

/** The permissions of roles as they are now: without IAM's delay, since one policy more or less is seen at once. */
export function createRoleGrants({ roles, accountId, documentOf }: RoleGrantsDeps): RoleGrantsReader {
  const managed = (arn: string): ManagedGrant => ({ arn, document: documentOf(arn) });
  return {
    grantsOf: (arn) => {
      const row = roles.find(arn.slice(arn.lastIndexOf("/") + 1));
      if (row === undefined || roleArn(accountId, row) !== arn) return undefined;
      return {
        inline: row.inline,
        attached: row.attached.map(managed),
        boundary: row.boundaryArn === undefined ? undefined : managed(row.boundaryArn),
      };
    },
  };
}
