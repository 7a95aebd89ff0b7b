import { AwsError } from "../aws-error.ts";

/** The refusal of temporary credentials whose time is over. Rule: recorded answers; the query and XML protocols' codes. */
export function expiredCredentials(service: string): AwsError {
  switch (service) {
    case "s3":
      return new AwsError("ExpiredToken", "The provided token has expired.");
    case "iam":
    case "sts":
      return new AwsError("ExpiredToken", "The security token included in the request is expired", 403);
    case "lambda":
      return new AwsError(
        "ExpiredTokenException",
        "The security token included in the request is expired",
        403,
      );
    default:
      return new AwsError("ExpiredTokenException", "The security token included in the request is expired");
  }
}

/** The refusal of temporary credentials that nobody handed out. */
export function unknownCredentials(service: string): AwsError {
  const text = "The security token included in the request is invalid.";
  switch (service) {
    case "s3":
      return new AwsError(
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
        403,
      );
    case "iam":
    case "sts":
      return new AwsError(
        "InvalidClientTokenId",
        "The security token included in the request is invalid",
        403,
      );
    case "lambda":
      return new AwsError("UnrecognizedClientException", text, 403);
    default:
      return new AwsError("UnrecognizedClientException", text);
  }
}
