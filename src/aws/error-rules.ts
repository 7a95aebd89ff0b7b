import type { Disposition } from "../core/call-error.ts";

/** One row: what it fits, and what follows. A part that is absent fits everything. */
export interface ErrorRule {
  readonly service?: string;
  readonly operation?: RegExp;
  readonly error: RegExp;
  readonly message?: RegExp;
  readonly disposition: Disposition;
  /** What it means when it happens. */
  readonly reason: string;
}

const transient: Disposition = { kind: "transient" };
const throttled: Disposition = { kind: "throttled" };
const conflict: Disposition = { kind: "conflict" };
const terminal = (reason: string): Disposition => ({ kind: "terminal", reason });
const invalid = terminal("InvalidSpec");
const quota = terminal("QuotaExceeded");

const lambda: readonly ErrorRule[] = [
  {
    error: /^InvalidParameterValueException$/,
    message: /cannot be assumed by Lambda|role does not have permissions|Cannot access stream/i,
    disposition: transient,
    reason: "IAM has not told Lambda of the role or its policies yet: seconds to minutes",
  },
  {
    error: /^InvalidParameterValueException$/,
    message: /invalid for CreateGrant/i,
    disposition: transient,
    reason: "the role was made anew under its name, and KMS does not know it yet",
  },
  {
    error: /^InvalidParameterValueException$/,
    message: /throttled by EC2/i,
    disposition: throttled,
    reason: "Lambda made too many EC2 calls for network interfaces",
  },
  {
    error: /^InvalidParameterValueException$/,
    message: /NoSuchKey|NoSuchBucket|Function does not exist|Stream not found/i,
    disposition: transient,
    reason: "what the call refers to is not there yet",
  },
  {
    error: /^InvalidParameterValueException$/,
    message: /UnreservedConcurrentExecution below its minimum/i,
    disposition: quota,
    reason: "the account keeps 100 executions unreserved",
  },
  {
    error: /^ResourceConflictException$/,
    disposition: conflict,
    reason: "an update is in progress, or it exists already (create): observe again",
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
    error: /^(CodeStorageExceeded|ServiceQuotaExceeded)Exception$/,
    disposition: quota,
    reason: "a limit of the account",
  },
  {
    error:
      /^(RequestEntityTooLarge|RequestTooLarge|InvalidCodeSignature|CodeVerificationFailed|CodeSigningConfigNotFound|InvalidZipFile|InvalidRuntime)(Exception)?$/,
    disposition: invalid,
    reason: "the package or the runtime is not accepted",
  },
].map((rule) => ({ ...rule, service: "lambda" }));

const kinesis: readonly ErrorRule[] = [
  {
    error: /^LimitExceededException$/,
    message: /rate exceeded/i,
    disposition: throttled,
    reason: "the call rate; other limits have the same name",
  },
  {
    operation: /^CreateStream$/,
    error: /^LimitExceededException$/,
    message: /CREATING|simultaneous|concurrent/i,
    disposition: transient,
    reason: "five streams are being created, some of them not by us",
  },
  {
    error: /^LimitExceededException$/,
    disposition: quota,
    reason: "shards of the account, or changes of a stream in 24 hours",
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
    disposition: transient,
    reason: "the key, or the right to use it, may be on its way",
  },
  { error: /^KMSThrottlingException$/, disposition: throttled, reason: "KMS's own rate" },
  { error: /^KMSOptInRequired$/, disposition: terminal("AccessDenied"), reason: "the account lacks KMS" },
  {
    error: /^ExpiredNextTokenException$/,
    disposition: transient,
    reason: "a list took too long: start anew",
  },
  { error: /^InvalidArgumentException$/, disposition: invalid, reason: "a value AWS refuses" },
].map((rule) => ({ ...rule, service: "kinesis" }));

const iam: readonly ErrorRule[] = [
  {
    operation: /^AttachRolePolicy$/,
    error: /^NoSuchEntity(Exception)?$/,
    disposition: transient,
    reason: "the policy or the role is not visible yet, or there is no such policy",
  },
  { error: /^EntityAlreadyExists(Exception)?$/, disposition: conflict, reason: "exists: observe again" },
  {
    error: /^(ConcurrentModification|DeleteConflict)(Exception)?$/,
    disposition: conflict,
    reason: "another change of the role is under way",
  },
  {
    error: /^LimitExceeded(Exception)?$/,
    disposition: quota,
    reason: "size or number, never a rate, in IAM",
  },
  {
    error: /^MalformedPolicyDocument(Exception)?$/,
    message: /invalid principal/i,
    disposition: transient,
    reason: "a principal just made is not visible yet",
  },
  {
    error: /^(MalformedPolicyDocument|InvalidInput|PolicyNotAttachable|UnmodifiableEntity)(Exception)?$/,
    disposition: invalid,
    reason: "a value AWS refuses",
  },
].map((rule) => ({ ...rule, service: "iam" }));

const logs: readonly ErrorRule[] = [
  { error: /^ResourceAlreadyExistsException$/, disposition: conflict, reason: "exists: observe again" },
  { error: /^OperationAbortedException$/, disposition: conflict, reason: "another change is under way" },
  { error: /^LimitExceededException$/, disposition: quota, reason: "a limit of the account or the group" },
  {
    error: /^InvalidParameterException$/,
    message: /could not deliver test message|could not execute the lambda function/i,
    disposition: transient,
    reason: "the destination, or the right to use it, is on its way",
  },
  {
    error: /^ValidationException$/,
    message: /permission to assume the provided role/i,
    disposition: transient,
    reason: "the destination's role is not visible yet",
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
    disposition: transient,
    reason: "also said of a destination function that does not exist yet",
  },
  { error: /^InvalidParameterException$/, disposition: invalid, reason: "a value AWS refuses" },
  {
    error: /^(TooManyTags|InvalidOperation)Exception$/,
    disposition: invalid,
    reason: "a value AWS refuses",
  },
].map((rule) => ({ ...rule, service: "logs" }));

/** Wherever they come from; after what a service means by the same name. */
const anywhere: readonly ErrorRule[] = [
  {
    error:
      /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|RequestThrottled|RequestThrottledException|SlowDown|EC2ThrottledException|BandwidthLimitExceeded|ProvisionedThroughputExceededException|PriorRequestNotComplete)$/,
    disposition: throttled,
    reason: "the call rate",
  },
  {
    error: /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/,
    disposition: transient,
    reason: "credentials are being refreshed",
  },
  {
    error: /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthFailure|NotAuthorizedException)$/,
    disposition: terminal("AccessDenied"),
    reason: "a right is missing; looked at again at the next resync",
  },
  {
    error:
      /^(UnrecognizedClientException|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|MissingAuthenticationToken|CredentialsProviderError)$/,
    disposition: terminal("Credentials"),
    reason: "AWS does not know who is calling",
  },
  {
    error: /^(ResourceNotFoundException|NoSuchEntity|NoSuchEntityException)$/,
    disposition: conflict,
    reason: "gone since it was observed: observe again",
  },
  {
    error:
      /^(ValidationException|ValidationError|InvalidParameterValueException|InvalidParameterException|SerializationException|InvalidRequestContentException)$/,
    disposition: invalid,
    reason: "a value AWS refuses",
  },
  {
    error: /^(UnsupportedOperation|UnsupportedOperationException|UnknownOperationException|NotImplemented)$/,
    disposition: terminal("Unsupported"),
    reason: "this endpoint does not offer the call",
  },
];

/** In order: the first that fits decides. Sources: the services' API models and what AWS was seen to answer. */
export const errorRules: readonly ErrorRule[] = [...lambda, ...kinesis, ...iam, ...logs, ...anywhere];
