/**
 * What an operation throws to answer with an AWS error. The gateway encodes it for the caller's protocol:
 * JSON services get `{"__type", "message"}`, Lambda also `x-amzn-errortype`, IAM/STS/S3 get XML.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error's JSON body, e.g. `Type` and `Reason` of Lambda's throttle. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.details = details;
  }
}
