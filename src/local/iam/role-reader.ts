import type { Clock } from "../clock.ts";
import type { RoleReader } from "../lambda/ports.ts";
import type { ServiceTrust } from "../logs/ports.ts";
import type { RoleDirectory } from "../sts/ports.ts";
import { type RoleStore, roleArn } from "./role-store.ts";
import { lambdaService, trustsService } from "./trust-policy.ts";

export interface RoleReaderDeps {
  readonly roles: RoleStore;
  readonly clock: Clock;
  readonly accountId: string;
  /** Clock milliseconds until Lambda knows of a new role or of trust newly given. */
  readonly propagationMs: number;
}

/** What services see of roles, later than IAM itself, as IAM is eventually consistent; and STS at once. */
export function createRoleReader(deps: RoleReaderDeps): RoleReader & RoleDirectory & ServiceTrust {
  const { roles, clock, accountId, propagationMs } = deps;
  const find = (arn: string) => {
    const row = roles.find(arn.slice(arn.lastIndexOf("/") + 1));
    return row !== undefined && roleArn(accountId, row) === arn ? row : undefined;
  };
  const isAssumableBy = (arn: string, names: readonly string[]) => {
    const row = find(arn);
    return (
      row !== undefined && trustsService(row.trust, names) && clock.now() >= row.trustedAt + propagationMs
    );
  };
  return {
    roleIdOf: async (arn) => find(arn)?.id,
    isAssumableByLambda: (arn) => isAssumableBy(arn, [lambdaService]),
    isAssumableBy,
  };
}
