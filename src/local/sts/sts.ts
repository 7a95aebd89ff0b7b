import { AwsError } from "../aws-error.ts";
import type { Clock } from "../clock.ts";
import { type Dialect, readMembers } from "../members.ts";
import type { Call, JsonObject, RunningService } from "../service.ts";
import type { RoleDirectory } from "./ports.ts";
import { type Sessions, sessionArn } from "./sessions.ts";

export interface StsDeps {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly roles: RoleDirectory;
}

const DIALECT: Dialect = {
  invalid: "ValidationError",
  missing: "ValidationError",
  unsupported: "ValidationError",
};

/**
 * GetCallerIdentity and AssumeRole. Credentials that AssumeRole handed out are known again; any other key
 * is the account's root. Who may assume a role is decided before, if permissions are enforced.
 */
export function createSts({ sessions, clock, roles }: StsDeps): RunningService {
  return {
    service: {
      protocol: "query",
      name: "sts",
      xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
      operations: {
        AssumeRole: (call) => assumeRole(call, { clock, roles, sessions }),
        GetCallerIdentity: (call) => callerIdentity(call, sessions),
      },
    },
    stop: async () => {},
  };
}

function callerIdentity(call: Call, sessions: Sessions): JsonObject {
  readMembers(call.input, [], DIALECT);
  const session = sessions.of(call.accessKeyId);
  if (session === undefined) {
    return { UserId: call.accountId, Account: call.accountId, Arn: `arn:aws:iam::${call.accountId}:root` };
  }
  return { UserId: session.userId, Account: call.accountId, Arn: session.arn };
}

async function assumeRole(
  call: Call,
  {
    clock,
    roles,
    sessions,
  }: { readonly clock: Clock; readonly roles: RoleDirectory; readonly sessions: Sessions },
): Promise<JsonObject> {
  const known = ["RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId"];
  const members = readMembers(call.input, known, DIALECT);
  const roleArn = members.requiredText("RoleArn", { min: 20, max: 2048 });
  const name = members.requiredText("RoleSessionName", { min: 2, max: 64, pattern: /[\w+=,.@-]*/ });
  const seconds = members.integer("DurationSeconds", { min: 900, max: 43_200 }) ?? 3600;
  const roleId = await roles.roleIdOf(roleArn);
  if (roleId === undefined) {
    const caller = sessions.of(call.accessKeyId)?.arn ?? `arn:aws:iam::${call.accountId}:root`;
    const message = `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    throw new AwsError("AccessDenied", message, 403);
  }
  const arn = sessionArn(call.accountId, roleArn, name);
  const userId = `${roleId}:${name}`;
  const expiresAt = clock.now() + seconds * 1000;
  const session = await sessions.open({ arn, userId, roleArn, expiresAt });
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
  };
}
