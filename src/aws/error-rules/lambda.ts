import {
  conflict,
  denied,
  dependency,
  type ErrorRule,
  invalid,
  keyDenied,
  permissionsNotEffective,
  quota,
  roleNotAssumable,
  rulesOf,
  terminal,
  throttled,
} from "../error-rule.ts";

const badValue = /^InvalidParameterValueException$/;

/** Sources: Lambda's API model, and the texts that it was recorded to answer. */
export const lambdaRules: readonly ErrorRule[] = rulesOf("lambda", [
  {
    error: badValue,
    message: /cannot be assumed by Lambda/i,
    disposition: roleNotAssumable,
    reason: "IAM has not told Lambda of the role yet, or its trust policy leaves Lambda out",
  },
  {
    error: badValue,
    message: /execution role does not have permissions|Cannot access stream/i,
    disposition: permissionsNotEffective,
    reason: "the role's policies are not in force yet, or leave something out",
  },
  {
    error: badValue,
    message: /invalid for CreateGrant/i,
    disposition: { kind: "propagation", reason: "KeyNotUsable" },
    reason: "the role was made anew under its name, and KMS does not know it yet",
  },
  {
    error: badValue,
    message: /throttled by EC2/i,
    disposition: throttled,
    reason: "Lambda made too many EC2 calls for network interfaces",
  },
  {
    error: badValue,
    message: /NoSuchKey|NoSuchBucket/i,
    disposition: dependency,
    reason: "the package is not in S3",
  },
  {
    operation: /EventSourceMapping$/,
    error: badValue,
    message: /Function does not exist|Stream not found/i,
    disposition: dependency,
    reason: "what the mapping connects is not there",
  },
  {
    error: badValue,
    message: /UnreservedConcurrentExecution below its minimum/i,
    disposition: quota,
    reason: "the account's concurrency, of which 100 stay unreserved",
  },
  {
    error: badValue,
    message: /different from current CodeSHA256/i,
    disposition: conflict,
    reason: "somebody deployed since it was observed",
  },
  {
    error: badValue,
    disposition: invalid,
    reason: "a value Lambda refuses: the package, a layer, a runtime, a limit of the function",
  },
  {
    error: /^ResourceConflictException$/,
    message: /already exist/i,
    disposition: conflict,
    reason: "it is there, perhaps by a call of ours whose answer was lost: whose it is says its tags",
  },
  {
    error: /^ResourceConflictException$/,
    disposition: conflict,
    reason: "a change of it is under way",
  },
  {
    error: /^ResourceInUseException$/,
    disposition: conflict,
    reason: "a mapping in transition takes no change",
  },
  {
    error: /^PreconditionFailedException$/,
    disposition: conflict,
    reason: "somebody changed the function since it was observed",
  },
  {
    error: /^ResourceNotFoundException$/,
    message: /not reachable in this region/i,
    disposition: terminal("WrongRegion"),
    reason: "the ARN names another region",
  },
  {
    error: /^CodeStorageExceededException$/,
    disposition: quota,
    reason: "code storage of the account in this region",
  },
  {
    error: /^ServiceQuotaExceededException$/,
    disposition: quota,
    reason: "a limit of the account in this region",
  },
  { error: /^AliasLimitExceededException$/, disposition: quota, reason: "aliases of the function" },
  {
    error: /^AccessDenied(Exception)?$/,
    message: /access has been denied by S3/i,
    disposition: denied,
    reason: "Lambda reads the package with the caller's own right to s3:GetObject",
  },
  {
    error: /^KMS(AccessDenied|NotFound|Disabled|InvalidState)Exception$/,
    disposition: keyDenied,
    reason: "the key, or the right to use it, is missing",
  },
  {
    error:
      /^(RequestEntityTooLarge|RequestTooLarge|PolicyLengthExceeded|PublicPolicy|InvalidCodeSignature|CodeVerificationFailed|CodeSigningConfigNotFound|InvalidZipFile|InvalidRuntime)(Exception)?$/,
    disposition: invalid,
    reason: "the package, its signature, a policy or the runtime is not accepted",
  },
]);
