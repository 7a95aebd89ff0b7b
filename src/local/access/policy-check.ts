import { AwsError } from "../aws-error.ts";
import { type CallToAuthorize, textOf } from "./authorization.ts";
import { compilePolicy } from "./policy.ts";

/** Which member of a call is a policy that will have to be evaluated. */
const policyMembers: Readonly<Record<string, string>> = {
  CreateRole: "AssumeRolePolicyDocument",
  PutRolePolicy: "PolicyDocument",
  UpdateAssumeRolePolicy: "PolicyDocument",
};

/**
 * Refuses what could not be enforced, before a role is thought to be limited by it: a policy that says what is not
 * evaluated here.
 * @throws AwsError `MalformedPolicyDocument`
 */
export function checkEvaluable({ operation, input }: Pick<CallToAuthorize, "operation" | "input">): void {
  const member = Object.hasOwn(policyMembers, operation) ? policyMembers[operation] : undefined;
  const text = member === undefined ? undefined : textOf(input, member);
  const [unsupported] = text === undefined ? [] : compilePolicy(text).unsupported;
  if (unsupported === undefined) return;
  const message = `the embedded AWS cannot enforce ${unsupported}; see docs/local.md`;
  throw new AwsError("MalformedPolicyDocument", message);
}
