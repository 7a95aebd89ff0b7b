import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalAws } from "../../src/local/local-aws.ts";
import type { JsonObject } from "../../src/local/service.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { startCli } from "./support/cli-driver.ts";
import type { Driver } from "./support/driver.ts";

const account = "000000000000";
const RoleArn = `arn:aws:iam::${account}:role/reader`;
const Statement = (statement: JsonObject) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

describe("the aws command with the credentials of an assumed role", () => {
  let aws: LocalAws;
  let root: Driver;
  let reader: Driver;

  beforeAll(async () => {
    aws = await startEmbeddedAws({ enforceIam: true });
    root = startCli(aws.endpoint);
    const AssumeRolePolicyDocument = Statement({
      Effect: "Allow",
      Principal: { AWS: account },
      Action: "sts:AssumeRole",
    });
    const PolicyDocument = Statement({ Effect: "Allow", Action: "kinesis:ListStreams", Resource: "*" });
    const ask = (service: string, operation: string, input: JsonObject) =>
      root.call({ service, operation, input });
    await ask("iam", "CreateRole", { RoleName: "reader", AssumeRolePolicyDocument });
    await ask("iam", "PutRolePolicy", { RoleName: "reader", PolicyName: "p", PolicyDocument });
    const assumed = await ask("sts", "AssumeRole", { RoleArn, RoleSessionName: "cli" });
    if (assumed.kind === "error") throw new Error(assumed.message);
    const credentials = assumed.output["Credentials"] as Record<string, string>;
    reader = startCli(aws.endpoint, {
      AWS_ACCESS_KEY_ID: credentials["AccessKeyId"],
      AWS_SECRET_ACCESS_KEY: credentials["SecretAccessKey"],
      AWS_SESSION_TOKEN: credentials["SessionToken"],
    });
  }, 60_000);
  afterAll(async () => {
    await reader.stop();
    await root.stop();
    await aws.stop();
  });

  it("does what the role may", async () => {
    expect(await reader.call({ service: "kinesis", operation: "ListStreams", input: {} })).toMatchObject({
      kind: "answer",
    });
  }, 60_000);

  it.each([
    {
      service: "kinesis",
      code: "AccessDeniedException",
      operation: "DescribeLimits",
      action: "kinesis:DescribeLimits",
    },
    {
      service: "lambda",
      code: "AccessDeniedException",
      operation: "ListFunctions",
      action: "lambda:ListFunctions",
    },
    {
      service: "logs",
      code: "AccessDeniedException",
      operation: "DescribeLogGroups",
      action: "logs:DescribeLogGroups",
    },
    { service: "iam", code: "AccessDenied", operation: "ListRoles", action: "iam:ListRoles" },
    { service: "s3", code: "AccessDenied", operation: "ListBuckets", action: "s3:ListAllMyBuckets" },
    { service: "sqs", code: "AccessDenied", operation: "ListQueues", action: "sqs:listqueues" },
    {
      service: "tagging",
      code: "AccessDeniedException",
      operation: "GetResources",
      action: "tag:GetResources",
    },
    {
      service: "dynamodb",
      code: "AccessDeniedException",
      operation: "ListTables",
      action: "dynamodb:ListTables",
    },
  ])(
    "is told by $service what the role may not",
    async ({ service, operation, code, action }) => {
      const session = `arn:aws:sts::${account}:assumed-role/reader/cli`;

      expect(await reader.call({ service, operation, input: {} })).toEqual({
        kind: "error",
        code,
        message: expect.stringContaining(
          `User: ${session} is not authorized to perform: ${action} on resource: `,
        ),
      });
    },
    60_000,
  );
});
