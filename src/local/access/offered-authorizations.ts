import type { Authorization } from "./authorization.ts";
import { dynamodbAuthorization } from "./dynamodb-authorization.ts";
import { iamAuthorization } from "./iam-authorization.ts";
import { kinesisAuthorization } from "./kinesis-authorization.ts";
import { lambdaAuthorization } from "./lambda-authorization.ts";
import { logsAuthorization } from "./logs-authorization.ts";
import { s3Authorization } from "./s3-authorization.ts";
import { sqsAuthorization } from "./sqs-authorization.ts";
import { stsAuthorization } from "./sts-authorization.ts";
import { taggingAuthorization } from "./tagging-authorization.ts";

/** By service: every operation that is offered. */
export const offeredAuthorizations: Readonly<Record<string, Authorization>> = {
  dynamodb: dynamodbAuthorization,
  iam: iamAuthorization,
  kinesis: kinesisAuthorization,
  lambda: lambdaAuthorization,
  logs: logsAuthorization,
  s3: s3Authorization,
  sqs: sqsAuthorization,
  sts: stsAuthorization,
  tagging: taggingAuthorization,
};
