import { AwsError } from "../aws-error.ts";
import type { Clock } from "../clock.ts";
import { type Dialect, readMembers } from "../members.ts";
import type { Call, JsonObject, RunningService } from "../service.ts";
import type { Storage } from "../storage.ts";
import type { RoleDirectory } from "./ports.ts";
import { openSessions, type Sessions } from "./sessions.ts";

export interface StsDeps {
  readonly storage: Storage;
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
 * is the account's root. The trust policy is not evaluated: there is one account and no caller to refuse.
 */
export async function createSts({ storage, clock, roles }: StsDeps): Promise<RunningService> {
  const sessions = await openSessions(storage, clock);
  return {
    service: {
      protocol: "query",
      name: "sts",
      xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
      operations: {
        AssumeRole: (call) => assumeRole(call, { clock, roles, sessions }),
        GetCallerIdentity: (call) => callerIdentity(call, { clock, sessions }),
      },
    },
    stop: async () => {},
  };
}

function callerIdentity(
  call: Call,
  { clock, sessions }: { readonly clock: Clock; readonly sessions: Sessions },
): JsonObject {
  readMembers(call.input, [], DIALECT);
  const session = sessions.of(call.accessKeyId);
  if (session === undefined) {
    return { UserId: call.accountId, Account: call.accountId, Arn: `arn:aws:iam::${call.accountId}:root` };
  }
  if (session.expiresAt <= clock.now()) {
    throw new AwsError("ExpiredToken", "The security token included in the request is expired", 403);
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
    const caller = `arn:aws:iam::${call.accountId}:root`;
    const message = `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    throw new AwsError("AccessDenied", message, 403);
  }
  const arn = `arn:aws:sts::${call.accountId}:assumed-role/${roleArn.split("/").at(-1)}/${name}`;
  const userId = `${roleId}:${name}`;
  const session = await sessions.open({ arn, userId, expiresAt: clock.now() + seconds * 1000 });
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(session.expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
  };
}
