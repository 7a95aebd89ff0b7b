import type { FieldCase } from "./field-cases.ts";

const policy = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const reads = [policy("AmazonSQSReadOnlyAccess"), policy("AmazonKinesisReadOnlyAccess")] as const;

const allow = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});
const trust = (...Service: readonly string[]) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
});
const first = trust("lambda.amazonaws.com", "firehose.amazonaws.com");
const then = trust("lambda.amazonaws.com", "events.amazonaws.com");

export const roleCases: readonly FieldCase[] = [
  {
    manifest: "Role",
    covers: ["assumeRolePolicy"],
    field: "Role.assumeRolePolicy",
    specs: [{ assumeRolePolicy: first }, { assumeRolePolicy: then }],
    shows: [{ AssumeRolePolicyDocument: first }, { AssumeRolePolicyDocument: then }],
  },
  {
    manifest: "Role",
    covers: ["managedPolicyArns"],
    field: "Role.managedPolicyArns",
    specs: [{ managedPolicyArns: [reads[0]] }, { managedPolicyArns: [reads[1]] }],
    shows: [{ attached: [reads[0]] }, { attached: [reads[1]] }],
    calls: { change: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"], correct: ["iam:DetachRolePolicy"] },
  },
  {
    manifest: "Role",
    covers: ["inlinePolicies"],
    field: "Role.inlinePolicies",
    specs: [
      { inlinePolicies: { own: allow("sqs:ListQueues") } },
      { inlinePolicies: { own: allow("s3:ListAllMyBuckets") } },
    ],
    shows: [{ inline: { own: allow("sqs:ListQueues") } }, { inline: { own: allow("s3:ListAllMyBuckets") } }],
    calls: { correct: ["iam:DeleteRolePolicy"] },
  },
  {
    manifest: "Role",
    covers: ["tags"],
    field: "Role.tags",
    specs: [{ tags: { team: "x" } }, { tags: { team: "y" } }],
    shows: [{ Tags: { team: "x" } }, { Tags: { team: "y" } }],
  },
];
