import {
  conflict,
  credentials,
  denied,
  type ErrorRule,
  invalid,
  terminal,
  throttled,
  transient,
} from "../error-rule.ts";

/** Wherever they come from; after what a service means by the same name. Sources: API models, the SDK's own errors. */
export const anywhereRules: readonly ErrorRule[] = [
  {
    error:
      /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|RequestThrottled|RequestThrottledException|SlowDown|EC2ThrottledException|BandwidthLimitExceeded|ProvisionedThroughputExceededException|PriorRequestNotComplete)$/,
    disposition: throttled,
    reason: "the call rate",
  },
  {
    error: /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/,
    disposition: credentials("CredentialsExpired"),
    reason: "the session has ended",
  },
  {
    error: /^(RequestTimeTooSkewed|RequestInTheFuture|InvalidSignatureException|SignatureDoesNotMatch)$/,
    disposition: credentials("SignatureRefused"),
    reason: "the secret key is wrong, or the clock is",
  },
  {
    error:
      /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|IncompleteSignature|MissingAuthenticationToken|MissingAuthenticationTokenException|AuthFailure)$/,
    disposition: credentials("CredentialsRefused"),
    reason: "AWS does not know who is calling, or not in this region",
  },
  {
    error:
      /^(CredentialsProviderError|TokenProviderError|ProviderError|UnauthorizedException|InvalidGrantException|InvalidIdentityToken|InvalidIdentityTokenException|IDPRejectedClaim|IDPRejectedClaimException)$/,
    disposition: credentials("NoCredentials"),
    reason: "the SDK's chain has none, or single sign-on wants somebody to log in",
  },
  {
    error:
      /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorizedException|OptInRequired)$/,
    disposition: denied,
    reason: "a right is missing, or not in force yet",
  },
  {
    error: /^(ResourceNotFoundException|NoSuchEntity|NoSuchEntityException)$/,
    disposition: conflict,
    reason: "gone since it was observed: observe again",
  },
  {
    error:
      /^(ValidationException|ValidationError|InvalidParameterValueException|InvalidParameterException|InvalidParameterValue|InvalidParameterCombination|MissingParameter|MalformedQueryString|SerializationException|InvalidRequestContentException)$/,
    disposition: invalid,
    reason: "a value AWS refuses",
  },
  {
    error: /^(UnsupportedOperation|UnsupportedOperationException|UnknownOperationException|NotImplemented)$/,
    disposition: terminal("Unsupported"),
    reason: "this endpoint does not offer the call",
  },
  {
    error:
      /^(InternalFailure|InternalError|InternalServerError|InternalServerException|InternalServiceError|InternalServiceException|ServiceException|ServiceUnavailable|ServiceUnavailableException)$/,
    disposition: transient,
    reason: "a fault of AWS's own",
  },
  {
    error: /^(TimeoutError|RequestTimeout|RequestTimeoutException|AbortError|NetworkingError)$/,
    disposition: transient,
    reason: "no answer in time",
  },
  {
    error:
      /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_(TLS|SSL|SOCKET|HTTP2|STREAM)_.*|CERT_.*|UNABLE_TO_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*)$/,
    disposition: transient,
    reason: "the network, on the way to AWS",
  },
  {
    error: /^WriteRefusedError$/,
    disposition: conflict,
    reason: "the right to write ended before it was sent",
  },
];
