import type { Members, TextRule } from "../members.ts";
import type { Storage } from "../storage.ts";
import { noSuchRole } from "./errors.ts";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface RoleRow {
  readonly name: string;
  readonly path: string;
  /** `AROA` and 17 characters; differs between a role and a later one of the same name. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** The trust policy, as JSON text. */
  readonly trust: string;
  /** Since when Lambda may have learned that it is trusted; epoch milliseconds. */
  readonly trustedAt: number;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly boundaryArn?: string;
  readonly tags: readonly Tag[];
  /** Inline policies: JSON text by name. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of managed policies, in the order they were attached. */
  readonly attached: readonly string[];
  /** The policies that other services go by until then (epoch milliseconds); absent: those of now. */
  readonly before?: Pick<RoleRow, "inline" | "attached"> & { readonly until: number };
}

/** Roles are global to the account; their names are unique without regard to case. */
export interface RoleStore {
  find(name: string): RoleRow | undefined;
  /** @throws AwsError `NoSuchEntity` */
  get(name: string): RoleRow;
  /** By name, without regard to case. */
  list(): readonly RoleRow[];
  put(row: RoleRow): Promise<void>;
  delete(name: string): Promise<void>;
}

/** Rule: IAM API model, roleNameType. */
export const roleNameRule: TextRule = { min: 1, max: 64, pattern: /[\w+=,.@-]+/ };

export const roleNameOf = (members: Members) => members.requiredText("RoleName", roleNameRule);

export async function openRoleStore(storage: Storage): Promise<RoleStore> {
  const table = await storage.table<RoleRow>("iam/roles");
  const keyOf = (name: string) => name.toLowerCase();
  return {
    find: (name) => table.get(keyOf(name)),
    get: (name) => {
      const row = table.get(keyOf(name));
      if (row === undefined) throw noSuchRole(name);
      return row;
    },
    list: () => [...table.entries()].map(([, row]) => row),
    put: (row) => table.set(keyOf(row.name), row),
    delete: (name) => table.delete(keyOf(name)),
  };
}

export function roleArn(accountId: string, { path, name }: Pick<RoleRow, "path" | "name">): string {
  return `arn:aws:iam::${accountId}:role${path}${name}`;
}
