import type { Clock } from "../clock.ts";
import type { RoleReader } from "../lambda/ports.ts";
import { type RoleStore, roleArn } from "./role-store.ts";
import { trustsLambda } from "./trust-policy.ts";

export interface RoleReaderDeps {
  readonly roles: RoleStore;
  readonly clock: Clock;
  readonly accountId: string;
  /** Clock milliseconds until Lambda knows of a new role or of trust newly given. */
  readonly propagationMs: number;
}

/** What Lambda sees of roles: later than IAM itself, as IAM is eventually consistent. */
export function createRoleReader({ roles, clock, accountId, propagationMs }: RoleReaderDeps): RoleReader {
  return {
    isAssumableByLambda: (arn) => {
      const row = roles.find(arn.slice(arn.lastIndexOf("/") + 1));
      return (
        row !== undefined &&
        roleArn(accountId, row) === arn &&
        trustsLambda(row.trust) &&
        clock.now() >= row.trustedAt + propagationMs
      );
    },
  };
}
