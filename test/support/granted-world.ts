import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DisassociateKmsKeyCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateStreamCommand, DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { grantedPolicies } from "../../src/app/granted-policies.ts";
import type { Credentials } from "../../src/aws/credentials.ts";
import type { RightsPolicy } from "../../src/core/rights-policy.ts";
import { zip } from "../../src/source/zip.ts";
import type { Somebody } from "./foreign-changes.ts";
import { testAccount } from "./reached-kinds.ts";
import { testPlace } from "./rights-place.ts";

/** A role, for as long as a test. */
export type Session = Required<Omit<Credentials, "expiration">>;

const roleArn = (name: string) => `arn:aws:iam::${testPlace.accountId}:role/${name}`;
const streamArn = (name: string) =>
  `arn:aws:kinesis:${testPlace.region}:${testPlace.accountId}:stream/${name}`;

/** Where a log group is forwarded to, and the role it is done with: made by somebody else. */
export const forwarding = { destinationArn: streamArn("theirs"), destinationRoleArn: roleArn("forwarder") };

/** The place that the story plays in. */
export const storyPlace = { ...testPlace, passedRoles: [forwarding.destinationRoleArn] };

/** Code in S3: one with a version, one that has to be packed. */
export interface StoredCode {
  readonly packed: string;
  readonly plain: string;
}

const handler = Buffer.from("exports.handler = async () => {};\n");

/** What the story refers to and xflow does not make. */
export async function makeTheirs(by: Somebody): Promise<StoredCode> {
  const PolicyDocument = JSON.stringify(grantedPolicies(storyPlace).get("boundary"));
  await by.iam.send(new CreatePolicyCommand({ PolicyName: storyPlace.boundaryName, PolicyDocument }));
  await by.kinesis.send(new CreateStreamCommand({ StreamName: "theirs", ShardCount: 1 }));
  await untilActive(by, "theirs");
  await makeRole(by, "forwarder", "logs.amazonaws.com", {
    write: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "kinesis:PutRecord", Resource: forwarding.destinationArn }],
    },
  });
  const Bucket = "code";
  await by.s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await by.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const Body = zip([{ name: "index.js", executable: false, bytes: handler }]);
  const put = new PutObjectCommand({ Bucket, Key: "packed.zip", Body, ChecksumAlgorithm: "SHA256" });
  const { VersionId } = await by.s3.send(put);
  await by.s3.send(new PutObjectCommand({ Bucket, Key: "index.js", Body: handler }));
  return { packed: `s3://code/packed.zip?versionId=${VersionId}`, plain: "s3://code/index.js" };
}

export async function untilActive({ kinesis }: Somebody, StreamName: string): Promise<void> {
  for (;;) {
    const answer = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    if (answer.StreamDescriptionSummary?.StreamStatus === "ACTIVE") return;
  }
}

async function makeRole(
  { iam }: Somebody,
  RoleName: string,
  trusted: string,
  policies: Readonly<Record<string, unknown>>,
): Promise<void> {
  const Principal = trusted.includes(".") ? { Service: trusted } : { AWS: trusted };
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }],
  };
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  for (const [PolicyName, document] of Object.entries(policies)) {
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) }),
    );
  }
}

/** The documents of `deploy/iam` by these names, in the story's place. */
export function grantedTo(...names: readonly string[]): ReadonlyMap<string, RightsPolicy> {
  return new Map([...grantedPolicies(storyPlace)].filter(([name]) => names.includes(name)));
}

/** A role that has these policies and no other, and a session of it. */
export async function sessionWith(
  by: Somebody,
  endpoint: string,
  name: string,
  policies: ReadonlyMap<string, RightsPolicy>,
): Promise<Session> {
  await makeRole(by, name, `arn:aws:iam::${testPlace.accountId}:root`, Object.fromEntries(policies));
  const sts = new STSClient({ ...testAccount, endpoint });
  try {
    const assume = new AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: name });
    const { Credentials: found } = await sts.send(assume);
    return {
      accessKeyId: found?.AccessKeyId ?? "",
      secretAccessKey: found?.SecretAccessKey ?? "",
      sessionToken: found?.SessionToken ?? "",
    };
  } finally {
    sts.destroy();
  }
}

/** An execution that has come as far as the first event, as a tracker would have written it. */
export async function beginExecution({ logs }: Somebody, logStreamName: string): Promise<void> {
  const logGroupName = "/xFlow/track/t-flow";
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const timestamp = Date.now();
  const data = { event_name: "Events", execution_id: logStreamName };
  const message = JSON.stringify({ event_id: "1", arrived_at: timestamp, data });
  const logEvents = [{ timestamp, message }];
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
}

/** What somebody else made by hand under names that manifests come to use: no tags, no rows. */
export async function makeLoose({ kinesis, logs, lambda }: Somebody, { packed }: StoredCode): Promise<void> {
  await kinesis.send(new CreateStreamCommand({ StreamName: "t-loose", ShardCount: 1 }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: "t-loose" }));
  const base = {
    Role: roleArn("xflow/test/t-runner"),
    Handler: "index.handler",
    Runtime: "nodejs22.x",
  } as const;
  const Code = { S3Bucket: "code", S3Key: "packed.zip", S3ObjectVersion: packed.split("=").at(-1) };
  for (const FunctionName of ["t-loose", "t-looser"]) {
    await lambda.send(new CreateFunctionCommand({ FunctionName, ...base, Code }));
  }
}

/** What somebody else does to what xflow made, and it puts right. */
export async function meddle(
  { iam, logs }: Somebody,
  { groupKeys }: { readonly groupKeys: boolean },
): Promise<void> {
  const RoleName = "t-runner";
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  if (groupKeys) await logs.send(new DisassociateKmsKeyCommand({ logGroupName: "t-more" }));
}
