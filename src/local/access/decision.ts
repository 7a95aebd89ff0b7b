import { type AccessRequest, contextLookup } from "./access-request.ts";
import type { Policy } from "./policy.ts";

/** A policy and what it is called: an ARN, or an inline policy's name. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/** What a principal has been given. */
export interface PrincipalPolicies {
  readonly identity: readonly NamedPolicy[];
  /** What nothing may go beyond; undefined without a boundary. An empty list lets nothing through. */
  readonly boundary: readonly NamedPolicy[] | undefined;
}

export type Decision =
  | { readonly allowed: true /** The policy that allows it. */; readonly by: string }
  | {
      readonly allowed: false;
      /** `explicit`: a statement denies it. `implicit`: none allows it. */
      readonly denial: "explicit" | "implicit";
      readonly where: "identity" | "boundary";
      /** The policy that denies it; undefined when it is just that none allows it. */
      readonly by: string | undefined;
    };

/**
 * An explicit deny wins; else both the identity's policies and its boundary have to allow.
 * Rule: IAM user guide, "Policy evaluation logic", within one account and without organisations or session policies.
 */
export function decide(policies: PrincipalPolicies, request: AccessRequest): Decision {
  const context = contextLookup(request);
  const find = (effect: "Allow" | "Deny", among: readonly NamedPolicy[]) =>
    among.find(({ policy }) =>
      policy.statements.some((one) => one.effect === effect && one.concerns(request, context)),
    )?.name;
  const { identity, boundary } = policies;
  const denied = find("Deny", identity);
  if (denied !== undefined) return { allowed: false, denial: "explicit", where: "identity", by: denied };
  const bound = find("Deny", boundary ?? []);
  if (bound !== undefined) return { allowed: false, denial: "explicit", where: "boundary", by: bound };
  const allowed = find("Allow", identity);
  if (allowed === undefined) {
    return { allowed: false, denial: "implicit", where: "identity", by: undefined };
  }
  if (boundary !== undefined && find("Allow", boundary) === undefined) {
    return { allowed: false, denial: "implicit", where: "boundary", by: undefined };
  }
  return { allowed: true, by: allowed };
}
