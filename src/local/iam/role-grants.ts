import type { ManagedGrant, RoleGrantsReader } from "../access/role-permissions.ts";
import { type RoleRow, type RoleStore, roleArn } from "./role-store.ts";

export interface RoleGrantsDeps {
  readonly roles: RoleStore;
  readonly accountId: string;
  /** The text of a managed policy; undefined for one that nobody knows the text of. */
  documentOf(policyArn: string): string | undefined;
  /** Which of a role's policies count; the default is those it has now. */
  seenOf?(row: RoleRow): Pick<RoleRow, "inline" | "attached">;
}

/** The permissions of roles: as they are now, unless it is said which policies count. */
export function createRoleGrants({
  roles,
  accountId,
  documentOf,
  seenOf = (row) => row,
}: RoleGrantsDeps): RoleGrantsReader {
  const managed = (arn: string): ManagedGrant => ({ arn, document: documentOf(arn) });
  return {
    grantsOf: (arn) => {
      const row = roles.find(arn.slice(arn.lastIndexOf("/") + 1));
      if (row === undefined || roleArn(accountId, row) !== arn) return undefined;
      const { inline, attached } = seenOf(row);
      return {
        inline,
        attached: attached.map(managed),
        boundary: row.boundaryArn === undefined ? undefined : managed(row.boundaryArn),
      };
    },
  };
}
