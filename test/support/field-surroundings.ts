import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateStreamCommand, DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { accountId, region } from "./field-cases.ts";
import type { Somebody } from "./foreign-changes.ts";

/** Roles that cases refer to, made by somebody else. */
const roleNames = ["other", "first", "then"] as const;
export const roleArnOf = (name: (typeof roleNames)[number]) => `arn:aws:iam::${accountId}:role/${name}`;

export const sinkArn = `arn:aws:kinesis:${region}:${accountId}:stream/Sink`;

export const bucketArn = (name: "failed-first" | "failed-then") => `arn:aws:s3:::${name}`;

const AssumeRolePolicyDocument = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Service: ["lambda.amazonaws.com", "logs.amazonaws.com"] },
    Action: "sts:AssumeRole",
  },
});

/** What the values of the cases, and what somebody changes them to, refer to. */
export async function makeFieldSurroundings({ iam, kinesis, s3 }: Somebody): Promise<void> {
  for (const RoleName of roleNames)
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  for (const Bucket of ["failed", "failed-first", "failed-then"]) {
    await s3.send(new CreateBucketCommand({ Bucket }));
  }
  await kinesis.send(new CreateStreamCommand({ StreamName: "Sink", ShardCount: 1 }));
  for (let isActive = false; !isActive; ) {
    const { StreamDescriptionSummary } = await kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: "Sink" }),
    );
    isActive = StreamDescriptionSummary?.StreamStatus === "ACTIVE";
  }
}
