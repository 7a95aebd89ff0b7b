/**
 * Values AWS constrains, as schemas. Patterns and ranges are those of the service models (botocore 1.43), so
 * that what passes here is not refused there.
 */
import { z } from "zod";

/** A string held to a pattern; `must` completes "… must be". */
function matching(pattern: RegExp, must: string) {
  return z.string().regex(pattern, `must be ${must}`);
}

/** Lambda function names. */
export const functionName = matching(/^[A-Za-z0-9_-]{1,64}$/, "1 to 64 letters, digits, - or _");

/** Kinesis stream names; a stream is an event. */
export const streamName = matching(/^[A-Za-z0-9_.-]{1,128}$/, "1 to 128 letters, digits, _ . or -");

/** IAM role names. */
export const roleName = matching(/^[A-Za-z0-9_+=,.@-]{1,64}$/, "1 to 64 letters, digits or _+=,.@-");

/** CloudWatch log group names. */
export const logGroupName = matching(
  /^(?!aws\/)[._\-/#A-Za-z0-9]{1,512}$/,
  "1 to 512 letters, digits or ._-/#, not starting with aws/",
);

/** A workflow's id: `tracker_<id>` must still be a function name. */
export const workflowId = matching(/^[A-Za-z0-9_-]{1,56}$/, "1 to 56 letters, digits, - or _");

export const region = matching(/^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/, "a region such as eu-west-1");
export const accountId = matching(/^\d{12}$/, "12 digits, quoted");

const arnPrefix = "arn:(?:aws|aws-[a-z]+(?:-[a-z]+)*)";
const arn = (rest: string, must: string) =>
  matching(new RegExp(`^${arnPrefix}:${rest}$`), `the ARN of ${must}`);

export const roleArn = arn("iam::\\d{12}:role/[A-Za-z0-9_+=,.@/-]+", "an IAM role");
export const policyArn = arn("iam::(?:\\d{12}|aws):policy/[A-Za-z0-9_+=,.@/-]+", "a managed policy");
export const layerArn = arn(
  "lambda:[a-z0-9-]+:\\d{12}:layer:[A-Za-z0-9_-]+:\\d+",
  "a layer version (…:layer:<name>:<version>)",
);
export const kmsKeyArn = arn("kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+", "a KMS key");

/** Where Lambda may send what failed: SQS, SNS or S3. */
export const failureArn = arn(
  "(?:sqs:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]+|sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]+|s3:::[a-z0-9.-]{3,63})",
  "a standard SQS queue, an SNS topic or an S3 bucket",
).max(350);

/** Where CloudWatch Logs may forward a group. */
export const logDestinationArn = arn(
  "(?:lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9_-]+(?::[A-Za-z0-9_-]+)?" +
    "|kinesis:[a-z0-9-]+:\\d{12}:stream/[A-Za-z0-9_.-]+" +
    "|firehose:[a-z0-9-]+:\\d{12}:deliverystream/[A-Za-z0-9_.-]+" +
    "|logs:[a-z0-9-]+:\\d{12}:destination:[^:*]+)",
  "a Lambda function, a Kinesis or Firehose stream, or a Logs destination",
);

/** Kinesis accepts a key's id, its ARN or an alias. */
export const encryptionKeyId = matching(
  new RegExp(
    `^(?:alias/[A-Za-z0-9/_-]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|${arnPrefix}:kms:[a-z0-9-]+:\\d{12}:(?:key|alias)/[A-Za-z0-9/_-]+)$`,
  ),
  "a KMS key id, key ARN or alias/<name>",
);

export const subnetId = matching(/^subnet-[0-9a-f]{8,17}$/, "a subnet id such as subnet-0a1b2c3d");
export const securityGroupId = matching(/^sg-[0-9a-f]{8,17}$/, "a security group id such as sg-0a1b2c3d");

/** CloudWatch Logs refuses every other number of days. */
export const retentionDays = z.literal([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

const tagKey = matching(
  /^(?!aws:|xflow\.dev\/)[\p{L}\p{N} _.:/=+@-]{1,128}$/u,
  "1 to 128 letters, digits, spaces or _.:/=+-@, not starting with aws: or xflow.dev/",
);
const tagValue = matching(
  /^[\p{L}\p{N} _.:/=+@-]{0,256}$/u,
  "at most 256 letters, digits, spaces or _.:/=+-@",
);

/** 50 on a resource, of which xflow needs two. */
export const tags = z
  .record(tagKey, tagValue)
  .refine((all) => Object.keys(all).length <= 48, "must be at most 48 (50 less the two xflow adds)")
  .describe("Tags to put on the AWS resource. Tags others add are left alone.");

export const vpc = z
  .strictObject({
    subnetIds: z.array(subnetId).min(1).max(16).describe("1 to 16 subnets."),
    securityGroupIds: z.array(securityGroupId).min(1).max(5).describe("1 to 5 security groups."),
  })
  .describe("Run inside these subnets.");

const statement = z.looseObject({
  Effect: z.enum(["Allow", "Deny"]),
  Action: z.union([z.string(), z.array(z.string())]).optional(),
  NotAction: z.union([z.string(), z.array(z.string())]).optional(),
});

/** An IAM policy document, in IAM's own spelling. */
export const policyDocument = z.looseObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Statement: z.union([statement, z.array(statement).min(1)]),
});
