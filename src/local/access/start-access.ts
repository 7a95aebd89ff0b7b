import type { Clock } from "../clock.ts";
import type { RoleFacts } from "../iam/role-facts.ts";
import type { TagSource } from "../service.ts";
import type { Storage } from "../storage.ts";
import { openSessions, type Sessions } from "../sts/sessions.ts";
import { createAccess } from "./access.ts";
import type { AccessDecision } from "./access-decision.ts";
import type { AccessWorld } from "./authorization.ts";
import { createCallers } from "./caller.ts";
import { createEnforcingGate, createExpiryGate, type Gate } from "./gate.ts";
import { createRolePermissions, type RoleGrantsReader, type RolePermissions } from "./role-permissions.ts";

export interface AccessOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly accountId: string;
  /** Whether roles may do only what their policies allow. */
  readonly enforced: boolean;
  /** Hears of every permission asked for, when permissions are enforced. */
  onDecision(decision: AccessDecision): void;
  readonly grants: RoleGrantsReader;
  readonly roles: RoleFacts;
}

/** Whatever of the embedded AWS is about who may do what. */
export interface RunningAccess {
  readonly sessions: Sessions;
  /** Of roles on whose behalf Lambda acts. */
  readonly permissions: RolePermissions;
  /** For the gateway. */
  gate(
    world: Omit<AccessWorld, "roleArn" | "boundaryOf" | "documentOf" | "tagsOf">,
    tags: readonly TagSource[],
  ): Gate;
}

export async function startAccess(options: AccessOptions): Promise<RunningAccess> {
  const { storage, clock, accountId, enforced, grants, roles, onDecision } = options;
  const sessions = await openSessions(storage, clock);
  const permissions = createRolePermissions(grants, {
    enforced,
    onDecision: ({ roleArn, action, resource, context = {}, decision: { allowed, by } }) =>
      onDecision({ principal: roleArn, roleArn, action, resource, context, allowed, by }),
  });
  const callers = createCallers(sessions, { accountId, clock, strict: enforced });
  return {
    sessions,
    permissions,
    gate: (world, tags) =>
      enforced
        ? createEnforcingGate(callers, createAccess({ permissions, roles, clock, onDecision }), {
            ...world,
            roleArn: roles.roleArn,
            boundaryOf: roles.boundaryOf,
            documentOf: roles.documentOf,
            tagsOf: (arn) => roles.tagsOf(arn) ?? tagsIn(tags, arn),
          })
        : createExpiryGate(callers),
  };
}

/** Tags are the group's, the table's and the function's, whatever part of it a call is on. */
function tagsIn(sources: readonly TagSource[], arn: string): Readonly<Record<string, string>> {
  const whole = arn
    .replace(/:log-stream:.*$/, "")
    .replace(/(:table\/[^/]+)\/.*$/, "$1")
    .replace(/(:function:[^:]+):.*$/, "$1");
  const region = arn.split(":")[3] ?? "";
  for (const source of sources) {
    for (const resource of source.tagged(region)) if (resource.arn === whole) return resource.tags;
  }
  return {};
}
