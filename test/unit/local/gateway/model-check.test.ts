import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetRoleCommand } from "@aws-sdk/client-iam";
import { PutRecordCommand } from "@aws-sdk/client-kinesis";
import { GetFunctionCommand, InvokeCommand, TagResourceCommand } from "@aws-sdk/client-lambda";
import { GetResourcesCommand } from "@aws-sdk/client-resource-groups-tagging-api";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ObservedCall } from "../../../../src/local/gateway/model-check.ts";
import { withoutJudging } from "../../../support/requests/without-judging.ts";
import { createVirtualAws, createVirtualClients, type VirtualAws } from "../../../support/virtual-aws.ts";

describe("a request at the gateway", () => {
  let aws: VirtualAws;
  const clients = createVirtualClients(() => aws.handler);

  beforeAll(async () => {
    aws = await createVirtualAws();
  });
  afterAll(() => aws.stop());

  const refusalOf = async (send: () => Promise<unknown>): Promise<unknown> => {
    let refusal: unknown;
    await withoutJudging(async () => {
      refusal = await send().catch((error: unknown) => error);
    });
    return refusal;
  };

  it.each<[string, () => Promise<unknown>, string, string]>([
    [
      "Lambda's, in its path",
      () => clients.lambda.send(new GetFunctionCommand({ FunctionName: "a b" })),
      "ValidationException",
      "1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:",
    ],
    [
      "Lambda's, in a header",
      () => clients.lambda.send(new InvokeCommand({ FunctionName: "f", InvocationType: "Later" as never })),
      "ValidationException",
      "Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [",
    ],
    [
      "Lambda's, in its body",
      () => clients.lambda.send(new TagResourceCommand({ Resource: "f", Tags: undefined })),
      "ValidationException",
      "2 validation errors detected: Value 'f' at 'resource' failed",
    ],
    [
      "Kinesis'",
      () =>
        clients.kinesis.send(new PutRecordCommand({ StreamName: "s", Data: undefined, PartitionKey: "" })),
      "ValidationException",
      "2 validation errors detected: Value null at 'data' failed to satisfy constraint: Member must not be null; Value '' at 'partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "CloudWatch Logs'",
      () => clients.logs.send(new CreateLogGroupCommand({ logGroupName: "a b" })),
      "InvalidParameterException",
      "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
    ],
    [
      "IAM's",
      () => clients.iam.send(new GetRoleCommand({ RoleName: "r".repeat(65) })),
      "ValidationError",
      "at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64",
    ],
    [
      "STS'",
      () =>
        clients.sts.send(new AssumeRoleCommand({ RoleArn: "arn:aws:iam::1:role/r", RoleSessionName: "x" })),
      "ValidationError",
      "Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      "the tagging API's",
      () => clients.tagging.send(new GetResourcesCommand({ ResourceARNList: [] })),
      "InvalidParameterException",
      "Value '[]' at 'resourceARNList' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
  ])("is refused in AWS's words: %s", async (_, send, name, text) => {
    expect(await refusalOf(send)).toMatchObject({ name, message: expect.stringContaining(text) });
  });

  it("is told to whoever listens, with what is wrong in it, before it runs", async () => {
    const seen: ObservedCall[] = [];
    const listener = (call: unknown) => seen.push(call as ObservedCall);
    subscribe("xflow.local.call", listener);

    await refusalOf(() =>
      clients.kinesis.send(new PutRecordCommand({ StreamName: "s", Data: undefined, PartitionKey: "p" })),
    );

    unsubscribe("xflow.local.call", listener);
    expect(seen).toEqual([
      {
        service: "kinesis",
        operation: "PutRecord",
        input: { StreamName: "s", PartitionKey: "p" },
        userAgent: expect.stringMatching(/ xflow\/\d/),
        problems: ["Value null at 'data' failed to satisfy constraint: Member must not be null"],
      },
    ]);
  });
});
