import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as iam from "@aws-sdk/client-iam";
import * as kinesis from "@aws-sdk/client-kinesis";
import * as lambda from "@aws-sdk/client-lambda";
import * as tagging from "@aws-sdk/client-resource-groups-tagging-api";
import * as sts from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { quotaBucketOf } from "../../../src/aws/quota-buckets.ts";
import { quotaOf } from "../../../src/local/gateway/quota-table.ts";

const regions = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "eu-west-3", "sa-east-1"];
/** Ours, AWS's signing name, and all that the SDK can call. */
const services = [
  ["lambda", "lambda", operationsOf(lambda)],
  ["kinesis", "kinesis", operationsOf(kinesis)],
  ["logs", "logs", operationsOf(logs)],
  ["iam", "iam", operationsOf(iam)],
  ["tag", "tagging", operationsOf(tagging)],
  ["sts", "sts", operationsOf(sts)],
] as const;

function operationsOf(sdk: object): readonly string[] {
  const commands = Object.keys(sdk).filter((name) => name.endsWith("Command") && !name.startsWith("$"));
  return commands.map((name) => name.slice(0, -"Command".length));
}

describe("client-side rates", () => {
  it.each(services)("of %s are never higher than AWS's", (service, signedAs, operations) => {
    const tooFast = operations.flatMap((operation) =>
      regions.flatMap((region) => {
        const theirs = quotaOf(signedAs, operation, region)?.perSecond ?? Number.POSITIVE_INFINITY;
        const ours = quotaBucketOf(service, operation).perSecond;
        return ours > theirs ? [`${operation} in ${region}: ${ours} > ${theirs}`] : [];
      }),
    );

    expect(operations.length).toBeGreaterThan(5);
    expect(tooFast).toEqual([]);
  });

  it("share a bucket wherever AWS counts operations together", () => {
    const [, , operations] = services[0];
    const theirs = (operation: string) => quotaOf("lambda", operation, "eu-west-1")?.bucket;
    const shared = operations.filter((operation) => theirs(operation) === theirs("CreateFunction"));

    const ours = new Set(shared.map((operation) => quotaBucketOf("lambda", operation).bucket));

    expect(ours).toEqual(new Set(["lambda"]));
    expect(shared).not.toContain("GetFunction");
  });

  it("of what is read most are as high as AWS allows", () => {
    for (const [service, signedAs, operation] of [
      ["lambda", "lambda", "ListFunctions"],
      ["lambda", "lambda", "GetFunction"],
      ["kinesis", "kinesis", "DescribeStreamSummary"],
      ["kinesis", "kinesis", "CreateStream"],
      ["logs", "logs", "DescribeLogGroups"],
      ["tag", "tagging", "GetResources"],
    ] as const) {
      const theirs = quotaOf(signedAs, operation, "eu-west-1")?.perSecond;
      expect([operation, quotaBucketOf(service, operation).perSecond]).toEqual([operation, theirs]);
    }
  });
});
