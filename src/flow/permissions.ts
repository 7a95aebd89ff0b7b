import type { PolicyDocument } from "../api/resource.ts";
import type { Action } from "../core/rights.ts";

/** Filled in when the target is known. */
const partition = placeholder("partition");
const accountId = placeholder("accountId");
const region = placeholder("region");

/** Filled in while expanding: the environment's prefix. */
export const namePrefix = placeholder("namePrefix");

function placeholder(name: string): string {
  return `\${xflow:${name}}`;
}

/** An ARN in whatever account and region the environment turns out to be. */
export function awsArn(service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

export const publishActions: readonly Action[] = ["kinesis:PutRecord", "kinesis:PutRecords"];
/** Without CreateLogGroup, so that a function cannot bring back a group that was removed. */
export const writeLogActions: readonly Action[] = ["logs:CreateLogStream", "logs:PutLogEvents"];
export const readStreamActions: readonly Action[] = [
  "kinesis:DescribeStream",
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
];
/** What Lambda does with network interfaces in a VPC; EC2 allows no narrower resource for creating them. */
export const networkActions: readonly Action[] = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];
export const traceActions: readonly Action[] = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];

/** Actions, resources, and when. */
export type Grant = readonly [readonly string[], readonly string[], PolicyDocument?];

/** A policy with one statement per grant. */
export function allow(...grants: readonly Grant[]): PolicyDocument {
  const Statement = grants.map(([Action, Resource, Condition]) => ({
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  }));
  return { Version: "2012-10-17", Statement };
}

export const lambdaTrust: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
