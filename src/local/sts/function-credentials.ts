import type { FunctionCredentials } from "../execution/ports.ts";
import { type Sessions, sessionArn } from "./sessions.ts";

export interface FunctionCredentialsDeps {
  readonly sessions: Sessions;
  readonly accountId: string;
  /** @returns undefined for a role that does not exist */
  roleIdOf(roleArn: string): string | undefined;
}

/** Functions are sessions of their role, named after the function, as on AWS. They do not expire while they run. */
export function createFunctionCredentials(deps: FunctionCredentialsDeps): FunctionCredentials {
  const { sessions, accountId, roleIdOf } = deps;
  return {
    lend: ({ arn: functionArn, name, role: roleArn }) =>
      sessions.lend({
        arn: sessionArn(accountId, roleArn, name),
        userId: `${roleIdOf(roleArn) ?? GONE}:${name}`,
        roleArn,
        functionArn,
      }),
    giveBack: (accessKeyId) => sessions.giveBack(accessKeyId),
  };
}

/** The id of a role that is no more: no role has it, so that the session has no permissions. */
const GONE = "AROAGONE";
