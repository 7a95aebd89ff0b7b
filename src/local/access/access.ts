import type { Clock } from "../clock.ts";
import type { RoleFacts } from "../iam/role-facts.ts";
import type { AccessDecision } from "./access-decision.ts";
import type { CallToAuthorize, Need } from "./authorization.ts";
import { type Caller, callerContext } from "./caller.ts";
import type { Decision } from "./decision.ts";
import { denialError } from "./denial.ts";
import { offeredAuthorizations } from "./offered-authorizations.ts";
import { compilePolicy } from "./policy.ts";
import type { RolePermissions } from "./role-permissions.ts";
import { decideTrust } from "./trust-decision.ts";

export interface AccessDeps {
  readonly permissions: Pick<RolePermissions, "decide">;
  readonly roles: Pick<RoleFacts, "trustOf" | "idOf">;
  readonly clock: Clock;
  onDecision(decision: AccessDecision): void;
}

/** A call of a service, and who makes it. */
export interface AuthorizedCall extends CallToAuthorize {
  readonly service: string;
  readonly caller: Caller;
}

/** Lets calls through, or not. */
export interface Access {
  /** @throws AwsError the service's refusal, naming the first permission that the caller lacks */
  authorize(call: AuthorizedCall): Promise<void>;
  /** Whether the caller has one permission more. */
  allows(call: AuthorizedCall, need: Need): boolean;
  /** The refusal for want of it. */
  refusal(call: AuthorizedCall, need: Need): Error;
}

export function createAccess(deps: AccessDeps): Access {
  const judge = (call: AuthorizedCall, need: Need) => {
    const context = { ...callerContext(call.caller, call.region, deps.clock.now()), ...need.context };
    const request = { ...need, context, resourceTags: () => call.world.tagsOf(need.resource) };
    const decision = decideFor(deps, call, request);
    deps.onDecision({
      principal: call.caller.arn,
      roleArn: call.caller.kind === "root" ? undefined : call.caller.session.roleArn,
      action: need.action,
      resource: need.resource,
      context,
      allowed: decision.allowed,
      by: decision.by,
    });
    return decision;
  };
  const denial = ({ service, caller }: AuthorizedCall, need: Need, decision: Decision & { allowed: false }) =>
    denialError({ service, principal: caller.arn, need, decision });
  return {
    authorize: async (call) => {
      const needs = offeredAuthorizations[call.service]?.[call.operation];
      // What is not offered is refused by whoever does not offer it.
      for (const need of (await needs?.(call)) ?? []) {
        const decision = judge(call, need);
        if (!decision.allowed) throw denial(call, need, decision);
      }
    },
    allows: (call, need) => judge(call, need).allowed,
    refusal: (call, need) => denial(call, need, noneAllows),
  };
}

const noneAllows = { allowed: false, denial: "implicit", where: "identity", by: undefined } as const;

function decideFor(deps: AccessDeps, call: AuthorizedCall, need: Need): Decision {
  const own = decideOwn(deps, call.caller, need);
  if (need.action !== "sts:AssumeRole") return own;
  const trust = deps.roles.trustOf(need.resource);
  // STS refuses it in its own words.
  if (trust === undefined) return own;
  const { arn } = call.caller;
  const roleArn = call.caller.kind === "root" ? undefined : call.caller.session.roleArn;
  const context = {
    "aws:PrincipalArn": roleArn ?? arn,
    "aws:PrincipalAccount": call.accountId,
    ...need.context,
  };
  return decideTrust(
    compilePolicy(trust),
    { ...need, context },
    { accountId: call.accountId, arn, roleArn },
    own,
  );
}

function decideOwn({ permissions, roles }: AccessDeps, caller: Caller, need: Need): Decision {
  if (caller.kind === "root") return { allowed: true, by: caller.arn };
  const { roleArn, userId } = caller.session;
  // Not to a role made later under the same name.
  if (roles.idOf(roleArn) !== userId.split(":")[0]) return noneAllows;
  return permissions.decide(roleArn, need);
}
