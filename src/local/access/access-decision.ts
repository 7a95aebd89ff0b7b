import type { AccessContext } from "./access-request.ts";

/** One decision, as those hear of it who want to know which permissions something needs. */
export interface AccessDecision {
  /** The ARN of a session, of the account's root, or of a role on whose behalf Lambda acts. */
  readonly principal: string;
  /** The role that the principal is of; undefined of the account's root. */
  readonly roleArn: string | undefined;
  readonly action: string;
  readonly resource: string;
  readonly context: AccessContext;
  readonly allowed: boolean;
  /** The policy that decided; undefined when it is just that none allows it. */
  readonly by: string | undefined;
}
