import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { classify, isAbsence, toCallError } from "../../../src/aws/classify.ts";
import { errorRules } from "../../../src/aws/error-rules.ts";

function failure(name: string, message = "", httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

const rows = [
  [
    "lambda:CreateFunction InvalidParameterValueException",
    "The role defined for the function cannot be assumed by Lambda.",
    "transient",
  ],
  [
    "lambda:CreateFunction InvalidParameterValueException",
    "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
    "transient",
  ],
  ["lambda:CreateFunction InvalidParameterValueException", "Could not unzip uploaded file.", "InvalidSpec"],
  [
    "lambda:CreateFunction InvalidParameterValueException",
    "Error occurred while GetObject. S3 Error Code: NoSuchKey.",
    "transient",
  ],
  ["lambda:CreateFunction InvalidParameterValueException", "KMS key is invalid for CreateGrant", "transient"],
  [
    "lambda:CreateFunction InvalidParameterValueException",
    "Your request has been throttled by EC2",
    "throttled",
  ],
  ["lambda:CreateFunction ResourceConflictException", "Function already exist: f", "conflict"],
  [
    "lambda:UpdateFunctionCode ResourceConflictException",
    "An update is in progress for resource",
    "conflict",
  ],
  [
    "lambda:UpdateFunctionCode PreconditionFailedException",
    "does not match the latest Revision Id",
    "conflict",
  ],
  [
    "lambda:PutFunctionConcurrency InvalidParameterValueException",
    "decreases account's UnreservedConcurrentExecution below its minimum value of [100]",
    "QuotaExceeded",
  ],
  ["lambda:CreateFunction CodeStorageExceededException", "", "QuotaExceeded"],
  ["lambda:CreateFunction RequestEntityTooLargeException", "", "InvalidSpec"],
  ["lambda:ListFunctions TooManyRequestsException", "Rate exceeded", "throttled"],
  [
    "lambda:CreateEventSourceMapping InvalidParameterValueException",
    "Cannot access stream arn:… Please ensure the role can perform the GetRecords",
    "transient",
  ],
  ["lambda:CreateEventSourceMapping InvalidParameterValueException", "Function does not exist", "transient"],
  [
    "lambda:CreateEventSourceMapping InvalidParameterValueException",
    "Unrecognized event source.",
    "InvalidSpec",
  ],
  [
    "lambda:CreateEventSourceMapping ResourceConflictException",
    "provided mapping already exists",
    "conflict",
  ],
  [
    "lambda:UpdateEventSourceMapping ResourceInUseException",
    "Cannot update the event source mapping because it is in use.",
    "conflict",
  ],
  [
    "lambda:DeleteEventSourceMapping ResourceInUseException",
    "Cannot delete the event source mapping because it is in use.",
    "conflict",
  ],
  ["lambda:DeleteFunction ResourceConflictException", "An update is in progress", "conflict"],
  ["lambda:UpdateFunctionCode ResourceNotFoundException", "Function not found", "conflict"],
  ["lambda:CreateFunction ValidationException", "failed to satisfy constraint", "InvalidSpec"],
  ["lambda:CreateFunction AccessDeniedException", "not authorized to perform iam:PassRole", "AccessDenied"],
  ["kinesis:CreateStream ResourceInUseException", "Stream s already exists", "conflict"],
  ["kinesis:UpdateShardCount ResourceInUseException", "not ACTIVE", "conflict"],
  ["kinesis:ListStreams LimitExceededException", "Rate exceeded for stream s", "throttled"],
  ["kinesis:CreateStream LimitExceededException", "more than 5 streams in CREATING state", "transient"],
  ["kinesis:UpdateShardCount LimitExceededException", "10 times per 24 hour rolling period", "QuotaExceeded"],
  [
    "kinesis:UpdateShardCount InvalidArgumentException",
    "UpdateShardCount cannot go over twice",
    "InvalidSpec",
  ],
  ["kinesis:DeleteStream ResourceInUseException", "Stream s is not ACTIVE", "conflict"],
  ["kinesis:DeleteStream ResourceInUseException", "s has registered consumers", "InUse"],
  ["kinesis:StartStreamEncryption KMSNotFoundException", "", "transient"],
  ["kinesis:StartStreamEncryption KMSThrottlingException", "", "throttled"],
  ["iam:CreateRole EntityAlreadyExistsException", "", "conflict"],
  ["iam:CreateRole LimitExceededException", "Cannot exceed quota for RolesPerAccount", "QuotaExceeded"],
  ["iam:PutRolePolicy MalformedPolicyDocumentException", "Invalid principal in policy", "transient"],
  ["iam:PutRolePolicy MalformedPolicyDocumentException", "Syntax errors in policy.", "InvalidSpec"],
  ["iam:PutRolePolicy NoSuchEntityException", "", "conflict"],
  ["iam:AttachRolePolicy NoSuchEntityException", "Policy arn:… does not exist", "transient"],
  ["iam:DeleteRole DeleteConflictException", "must detach all policies first", "conflict"],
  ["iam:DeleteRole UnmodifiableEntityException", "a service-linked role", "InvalidSpec"],
  ["iam:CreateRole Throttling", "Rate exceeded", "throttled"],
  ["logs:CreateLogGroup ResourceAlreadyExistsException", "", "conflict"],
  ["logs:PutRetentionPolicy OperationAbortedException", "Please try again", "conflict"],
  ["logs:CreateLogGroup LimitExceededException", "Resource limit exceeded.", "QuotaExceeded"],
  [
    "logs:PutSubscriptionFilter InvalidParameterException",
    "Could not deliver test message to specified Kinesis stream.",
    "transient",
  ],
  [
    "logs:PutSubscriptionFilter AccessDeniedException",
    "Cross-account pass role is not allowed.",
    "transient",
  ],
  ["logs:DeleteLogGroup ValidationException", "Deletion protection is enabled", "Protected"],
  ["logs:DeleteLogGroup OperationAbortedException", "Please try again", "conflict"],
  ["logs:PutRetentionPolicy InvalidParameterException", "retention", "InvalidSpec"],
  ["logs:PutRetentionPolicy AccessDeniedException", "", "AccessDenied"],
  ["sts:GetCallerIdentity ExpiredTokenException", "", "transient"],
  ["sts:GetCallerIdentity InvalidClientTokenId", "", "Credentials"],
  [
    "sts:GetCallerIdentity CredentialsProviderError",
    "Could not load credentials from any providers",
    "Credentials",
  ],
  ["tag:GetResources ThrottledException", "", "throttled"],
  ["lambda:ListFunctions TimeoutError", "socket hang up", "transient"],
  ["lambda:CreateFunction SomethingNewException", "", "transient"],
] as const;

describe("classification of failed calls", () => {
  it.each(rows)("%s (%s) is %s", (what, message, expected) => {
    const [service = "", operation = "", name = ""] = what.split(/[: ]/);
    const disposition = classify(service, operation, failure(name, message));

    expect(disposition.kind === "terminal" ? disposition.reason : disposition.kind).toBe(expected);
  });

  it("goes by the status where the name says nothing", () => {
    expect(classify("lambda", "X", failure("Odd", "", 429))).toEqual({ kind: "throttled" });
    expect(classify("lambda", "X", failure("Odd", "", 403))).toEqual({
      kind: "terminal",
      reason: "AccessDenied",
    });
    expect(classify("lambda", "X", failure("Odd", "", 503))).toEqual({ kind: "transient" });
    expect(classify("lambda", "X", "no error at all")).toEqual({ kind: "transient" });
  });

  it("happens once: a classified error stays as it is", () => {
    const once = toCallError("lambda", "GetFunction", failure("ResourceNotFoundException", "gone"));

    expect(toCallError("kinesis", "Other", once)).toBe(once);
    expect(once.message).toBe("lambda:GetFunction: ResourceNotFoundException: gone");
    expect(isAbsence(once)).toBe(true);
    expect(isAbsence(failure("ServiceException"))).toBe(false);
  });

  it("leaves out the environment that Lambda repeats when it is too long", () => {
    const message = 'exceeded the 4KB limit. String measured: {"API_KEY":"hunter2"}';

    const error = toCallError("lambda", "CreateFunction", failure("InvalidParameterValueException", message));

    expect(error.disposition).toEqual({ kind: "terminal", reason: "InvalidSpec" });
    expect(error.message).toBe(
      "lambda:CreateFunction: InvalidParameterValueException: exceeded the 4KB limit.",
    );
    expect(inspect(error)).not.toContain("hunter2");
  });

  it("has a reason for every row", () => {
    expect(errorRules.filter(({ reason }) => reason === "")).toEqual([]);
  });
});
