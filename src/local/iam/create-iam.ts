import type { RoleGrantsReader } from "../access/role-permissions.ts";
import type { Clock } from "../clock.ts";
import type { RoleReader } from "../lambda/ports.ts";
import type { ServiceTrust } from "../logs/ports.ts";
import type { QueryService, RunningService } from "../service.ts";
import type { Storage } from "../storage.ts";
import type { RoleDirectory } from "../sts/ports.ts";
import { createLatePolicies } from "./late-policies.ts";
import { policyOperations } from "./policy-operations.ts";
import { openPolicyStore } from "./policy-store.ts";
import { createRoleFacts, type RoleFacts } from "./role-facts.ts";
import { createRoleGrants } from "./role-grants.ts";
import { roleOperations } from "./role-operations.ts";
import { inlinePolicyOperations, managedPolicyOperations } from "./role-policies.ts";
import { createRoleReader } from "./role-reader.ts";
import { openRoleStore } from "./role-store.ts";
import { roleTagOperations } from "./role-tags.ts";

export interface IamDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly accountId: string;
  readonly durations: {
    /** Clock milliseconds until Lambda can assume a new role; AWS needs some 5 to 10 s. */
    readonly propagationMs: number;
    /** Clock milliseconds until other services go by a change of a role's policies; default 0. */
    readonly policyPropagationMs?: number;
  };
  /** Holds the account to its number of roles; the default is not to. */
  readonly enforceLimits?: boolean;
}

/** The default quota. */
const ROLES_PER_ACCOUNT = 1000;

export interface Iam extends RunningService {
  readonly service: QueryService;
  readonly roles: RoleReader & RoleDirectory & ServiceTrust;
  readonly facts: RoleFacts;
  /** For whoever enforces permissions. */
  readonly grants: RoleGrantsReader;
  /** The same as services see it that ask what a role may do: later. */
  readonly lateGrants: RoleGrantsReader;
}

/** IAM: roles and what hangs on them, and the account's managed policies, kept in tables `iam/*`. */
export async function createIam({
  storage,
  clock,
  accountId,
  durations,
  enforceLimits = false,
}: IamDeps): Promise<Iam> {
  const roles = await openRoleStore(storage);
  const latePolicies = createLatePolicies(clock, durations.policyPropagationMs ?? 0);
  const maxRoles = enforceLimits ? ROLES_PER_ACCOUNT : Number.POSITIVE_INFINITY;
  const policies = await openPolicyStore(storage);
  const context = { roles, policies, clock, accountId, latePolicies, maxRoles };
  return {
    service: {
      protocol: "query",
      name: "iam",
      xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
      operations: {
        ...roleOperations(context),
        ...inlinePolicyOperations(context),
        ...managedPolicyOperations(context),
        ...policyOperations(context),
        ...roleTagOperations(context),
      },
    },
    roles: createRoleReader({ ...context, propagationMs: durations.propagationMs }),
    facts: createRoleFacts(context, accountId),
    grants: createRoleGrants({ ...context, documentOf: policies.documentOf }),
    lateGrants: createRoleGrants({
      ...context,
      documentOf: policies.documentOf,
      seenOf: latePolicies.seenOf,
    }),
    stop: () => Promise.resolve(),
  };
}
