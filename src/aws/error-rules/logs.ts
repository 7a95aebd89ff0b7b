import {
  conflict,
  dependency,
  type ErrorRule,
  invalid,
  permissionsNotEffective,
  quota,
  roleNotAssumable,
  rulesOf,
  terminal,
} from "../error-rule.ts";

/** Sources: CloudWatch Logs' API model, and the texts that it was recorded to answer. */
export const logsRules: readonly ErrorRule[] = rulesOf("logs", [
  { error: /^ResourceAlreadyExistsException$/, disposition: conflict, reason: "exists: observe again" },
  { error: /^OperationAbortedException$/, disposition: conflict, reason: "another change is under way" },
  {
    error: /^LimitExceededException$/,
    disposition: quota,
    reason: "log groups of the account, or subscription filters of the group",
  },
  {
    operation: /^PutSubscriptionFilter$/,
    error: /^InvalidParameterException$/,
    message: /could not deliver test message|could not execute the lambda function/i,
    disposition: permissionsNotEffective,
    reason: "the destination, or the right to use it, is on its way",
  },
  {
    operation: /^PutSubscriptionFilter$/,
    error: /^ValidationException$/,
    message: /permission to assume the provided role/i,
    disposition: roleNotAssumable,
    reason: "the destination's role is not visible yet, or its trust policy leaves CloudWatch Logs out",
  },
  {
    operation: /^DeleteLogGroup$/,
    error: /^(Validation|InvalidParameter|InvalidOperation)Exception$/,
    message: /protect/i,
    disposition: terminal("Protected"),
    reason: "somebody protected the group against deletion",
  },
  {
    operation: /^PutSubscriptionFilter$/,
    error: /^AccessDeniedException$/,
    message: /cross-account/i,
    disposition: dependency,
    reason: "also said of a destination function that does not exist yet",
  },
  { error: /^InvalidParameterException$/, disposition: invalid, reason: "a value AWS refuses" },
  {
    error: /^(TooManyTags|InvalidOperation)Exception$/,
    disposition: invalid,
    reason: "a value AWS refuses",
  },
]);
