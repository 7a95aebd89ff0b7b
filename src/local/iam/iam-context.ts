import type { Clock } from "../clock.ts";
import type { LatePolicies } from "./late-policies.ts";
import type { PolicyStore } from "./policy-store.ts";
import type { RoleStore } from "./role-store.ts";

/** What every operation of IAM works on. */
export interface IamContext {
  readonly roles: RoleStore;
  readonly policies: PolicyStore;
  readonly clock: Clock;
  readonly accountId: string;
  readonly latePolicies: LatePolicies;
  /** How many roles the account may have. */
  readonly maxRoles: number;
}
