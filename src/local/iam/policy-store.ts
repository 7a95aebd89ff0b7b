import type { Storage } from "../storage.ts";
import { awsManagedPolicy } from "./aws-managed-policies.ts";
import type { RoleRow, Tag } from "./role-store.ts";

/** A managed policy of the account. It has one version. */
export interface PolicyRow {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  /** `ANPA` and 17 characters. */
  readonly id: string;
  readonly description?: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** JSON text. */
  readonly document: string;
  readonly tags: readonly Tag[];
}

export interface PolicyStore {
  find(arn: string): PolicyRow | undefined;
  /** Names are unique without regard to case, whatever the path. */
  isTaken(name: string): boolean;
  /** The text of a managed policy, the account's or AWS's; undefined for one of which it is not known. */
  documentOf(arn: string): string | undefined;
  put(row: PolicyRow): Promise<void>;
  delete(arn: string): Promise<void>;
}

export async function openPolicyStore(storage: Storage): Promise<PolicyStore> {
  const table = await storage.table<PolicyRow>("iam/policies");
  return {
    find: (arn) => table.get(arn),
    isTaken: (name) => [...table.entries()].some(([, row]) => row.name.toLowerCase() === name.toLowerCase()),
    documentOf: (arn) => table.get(arn)?.document ?? awsManagedPolicy(arn),
    put: (row) => table.set(row.arn, row),
    delete: (arn) => table.delete(arn),
  };
}

/** How many roles have the policy attached, and of how many it is the boundary. */
export function usesOf(arn: string, roles: readonly RoleRow[]) {
  return {
    attached: roles.filter((row) => row.attached.includes(arn)).length,
    bounding: roles.filter((row) => row.boundaryArn === arn).length,
  };
}
