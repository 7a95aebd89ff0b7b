import { type ErrorRule, rulesOf, terminal, transient } from "../error-rule.ts";

/** Source: the Resource Groups Tagging API's model. */
export const tagRules: readonly ErrorRule[] = rulesOf("tag", [
  {
    error: /^PaginationTokenExpiredException$/,
    disposition: transient,
    reason: "a list took too long: start anew",
  },
  {
    error: /^InternalServiceException$/,
    disposition: transient,
    reason: "a fault of the tagging service's own",
  },
  {
    error: /^InvalidParameterException$/,
    disposition: terminal("Unsupported"),
    reason: "the index does not know one of the types of resources here",
  },
]);
