import {
  conflict,
  type ErrorRule,
  invalid,
  permissionsNotEffective,
  quota,
  rulesOf,
  transient,
} from "../error-rule.ts";

/** Sources: IAM's API model. On the wire names lack `Exception`; the SDK has it for those it knows. */
export const iamRules: readonly ErrorRule[] = rulesOf("iam", [
  {
    operation: /^AttachRolePolicy$/,
    error: /^NoSuchEntity(Exception)?$/,
    disposition: { kind: "propagation", reason: "PolicyNotFound" },
    reason: "the policy or the role is not visible yet, or there is no such policy",
  },
  { error: /^EntityAlreadyExists(Exception)?$/, disposition: conflict, reason: "exists: observe again" },
  {
    error: /^ConcurrentModification(Exception)?$/,
    disposition: conflict,
    reason: "another change of the role is under way",
  },
  {
    error: /^DeleteConflict(Exception)?$/,
    disposition: conflict,
    reason: "its policies are not all seen to be gone yet",
  },
  {
    error: /^LimitExceeded(Exception)?$/,
    disposition: quota,
    reason: "roles of the account, or policies and their size; never a rate, in IAM",
  },
  {
    error: /^MalformedPolicyDocument(Exception)?$/,
    message: /invalid principal/i,
    disposition: permissionsNotEffective,
    reason: "a principal just made is not visible yet, or there is no such principal",
  },
  {
    error: /^(MalformedPolicyDocument|InvalidInput|PolicyNotAttachable|UnmodifiableEntity)(Exception)?$/,
    disposition: invalid,
    reason: "a value IAM refuses",
  },
  { error: /^ServiceFailure(Exception)?$/, disposition: transient, reason: "a fault of IAM's own" },
]);
