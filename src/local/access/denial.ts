import { AwsError } from "../aws-error.ts";
import type { Need } from "./authorization.ts";
import type { Decision } from "./decision.ts";

export interface Denied {
  readonly service: string;
  /** The ARN of who may not. */
  readonly principal: string;
  readonly need: Need;
  readonly decision: Decision & { readonly allowed: false };
}

/** The refusal as the service words it. Rule: IAM user guide, "Troubleshoot access denied error messages". */
export function denialError(denied: Denied): AwsError {
  const { code, status } = formOf(denied.service);
  return new AwsError(code, denied.need.refusal ?? denialText(denied), status);
}

function denialText({ service, principal, need, decision }: Denied): string {
  const action = service === "sqs" ? need.action.toLowerCase() : need.action;
  const resource = need.shownAs ?? need.resource;
  const shown = service === "s3" && resource !== "*" ? `"${resource}"` : resource;
  const denial = `User: ${principal} is not authorized to perform: ${action} on resource: ${shown}`;
  // STS does not say whose policy it was, since the trust policy may be another account's.
  return service === "sts" ? denial : `${denial} ${reasonOf(decision, action)}`;
}

function reasonOf({ denial, where }: Denied["decision"], action: string): string {
  const ofIdentity = where === "identity";
  if (denial === "explicit") {
    return `with an explicit deny in ${ofIdentity ? "an identity-based policy" : "a permissions boundary"}`;
  }
  return `because no ${ofIdentity ? "identity-based policy" : "permissions boundary"} allows the ${action} action`;
}

/** The same condition has a code of its own in each protocol. */
function formOf(service: string): { readonly code: string; readonly status: number } {
  switch (service) {
    case "lambda":
    case "sqs":
      return { code: "AccessDeniedException", status: 403 };
    case "iam":
    case "sts":
    case "s3":
      return { code: "AccessDenied", status: 403 };
    default:
      return { code: "AccessDeniedException", status: 400 };
  }
}
