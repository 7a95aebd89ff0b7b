import { credentials, type ErrorRule, rulesOf } from "../error-rule.ts";

/** What is said of who is calling, rather than of what is called. Source: STS's API model. */
export const stsRules: readonly ErrorRule[] = rulesOf("sts", [
  {
    operation: /^AssumeRole$/,
    error: /^AccessDenied(Exception)?$/,
    disposition: credentials("RoleDenied"),
    reason: "there is no such role, or its trust policy or the caller's own leaves this out",
  },
  {
    operation: /^AssumeRole$/,
    error: /^RegionDisabled(Exception)?$/,
    disposition: credentials("RegionDisabled"),
    reason: "STS is not active in the region",
  },
  {
    operation: /^AssumeRole$/,
    error: /^(ValidationError|MalformedPolicyDocument(Exception)?|PackedPolicyTooLarge(Exception)?)$/,
    disposition: credentials("RoleInvalid"),
    reason: "the environment's assumeRoleArn is not one",
  },
]);
