import {
  conflict,
  type ErrorRule,
  invalid,
  keyDenied,
  quota,
  rulesOf,
  terminal,
  throttled,
  transient,
} from "../error-rule.ts";

/** Sources: Kinesis's API model, and the texts that it was recorded to answer. */
export const kinesisRules: readonly ErrorRule[] = rulesOf("kinesis", [
  {
    error: /^LimitExceededException$/,
    message: /rate exceeded/i,
    disposition: throttled,
    reason: "the call rate; other limits have the same name",
  },
  {
    operation: /^(Describe|List|Get)/,
    error: /^LimitExceededException$/,
    disposition: throttled,
    reason: "the call rate: reading has no other limit",
  },
  {
    operation: /^(Create|Delete)Stream$/,
    error: /^LimitExceededException$/,
    message: /CREATING|DELETING|simultaneous|concurrent/i,
    disposition: transient,
    reason: "five streams are being created or deleted, some of them not by us",
  },
  {
    error: /^LimitExceededException$/,
    disposition: quota,
    reason: "shards or on-demand streams of the account, or changes of a stream in 24 hours",
  },
  {
    operation: /^DeleteStream$/,
    error: /^ResourceInUseException$/,
    message: /consumer/i,
    disposition: terminal("InUse"),
    reason: "consumers are registered on the stream: somebody else reads it",
  },
  {
    error: /^ResourceInUseException$/,
    disposition: conflict,
    reason: "exists (create) or is not ACTIVE (everything else): observe again",
  },
  {
    error: /^KMS(AccessDenied|NotFound|Disabled|InvalidState)Exception$/,
    disposition: keyDenied,
    reason: "the key, or the right to use it, is missing or on its way",
  },
  { error: /^KMSThrottlingException$/, disposition: throttled, reason: "KMS's own rate" },
  { error: /^KMSOptInRequired$/, disposition: keyDenied, reason: "the account lacks KMS" },
  {
    error: /^ExpiredNextTokenException$/,
    disposition: transient,
    reason: "a list took too long: start anew",
  },
  {
    error: /^InvalidArgumentException$/,
    disposition: invalid,
    reason: "a value Kinesis refuses, e.g. more than twice the shards",
  },
  {
    error: /^ValidationException$/,
    message: /on-demand|stream mode/i,
    disposition: conflict,
    reason: "the call does not go with the stream's mode, which somebody changed: observe again",
  },
]);
