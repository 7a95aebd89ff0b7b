import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";
import { type AccessRequest, contextLookup } from "./access-request.ts";
import type { Decision } from "./decision.ts";
import { asTexts } from "./one-or-many.ts";
import type { Policy } from "./policy.ts";

/** Who wants to assume a role. */
export interface Assumer {
  readonly accountId: string;
  /** Of the session; of the account's root, its ARN. */
  readonly arn: string;
  /** Of the role that the session is of. */
  readonly roleArn: string | undefined;
}

/**
 * Whether somebody of the role's own account may assume it: the trust policy has to name them, or to leave it to
 * the account, whose policies then decide.
 * @param own what the assumer's own policies say
 * Rule: IAM user guide, "Cross account and same account policy evaluation for roles".
 */
export function decideTrust(
  trust: Policy,
  request: AccessRequest,
  assumer: Assumer,
  own: Decision,
): Decision {
  if (!own.allowed && own.denial === "explicit") return own;
  const context = contextLookup(request);
  const by = (effect: "Allow" | "Deny", isMeant: (principals: readonly string[]) => boolean) =>
    trust.statements.some(
      (one) => one.effect === effect && isMeant(principalsOf(one.source)) && one.concerns(request, context),
    );
  const names = (principals: readonly string[]) => principals.some((one) => isNamed(one, assumer));
  const leaves = (principals: readonly string[]) => principals.some((one) => isAccount(one, assumer));
  if (by("Deny", (principals) => names(principals) || leaves(principals))) return denied("explicit");
  // A boundary still limits what a trust policy gives to the role by its name.
  const isBound = !own.allowed && own.where === "boundary";
  if (by("Allow", names) && !isBound) return { allowed: true, by: TRUST };
  if (by("Allow", leaves) && own.allowed) return own;
  return own.allowed ? denied("implicit") : own;
}

const TRUST = "the trust policy";

function denied(denial: "explicit" | "implicit"): Decision {
  return { allowed: false, denial, where: "identity", by: TRUST };
}

function principalsOf({ Principal: principal }: JsonObject): readonly string[] {
  return isObject(principal) ? asTexts(principal["AWS"]) : asTexts(principal);
}

const isNamed = (principal: string, { arn, roleArn }: Assumer) =>
  principal === "*" || principal === arn || principal === roleArn;

const isAccount = (principal: string, { accountId }: Assumer) =>
  principal === accountId || principal === `arn:aws:iam::${accountId}:root`;
