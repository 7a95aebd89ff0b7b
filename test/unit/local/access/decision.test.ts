import { describe, expect, it } from "vitest";
import type { AccessContext } from "../../../../src/local/access/access-request.ts";
import { decide } from "../../../../src/local/access/decision.ts";
import { compilePolicy } from "../../../../src/local/access/policy.ts";

const action = "lambda:GetFunction";
const resource = "arn:aws:lambda:eu-west-1:111122223333:function:word-count";

interface Asked {
  readonly action?: string;
  readonly resource?: string;
  readonly context?: AccessContext;
  readonly tags?: Readonly<Record<string, string>>;
}

const named = (name: string, ...Statement: object[]) => ({
  name,
  policy: compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement })),
});
const everything = { Effect: "Allow", Action: "*", Resource: "*" };

function allowed(statement: object, { tags, ...asked }: Asked = {}): boolean {
  const request = { action, resource, ...asked, ...(tags === undefined ? {} : { resourceTags: () => tags }) };
  return decide({ identity: [named("p", statement)], boundary: undefined }, request).allowed;
}

describe("what a statement is about", () => {
  it.each([
    { reason: "the same action", element: { Action: action }, is: true },
    { reason: "an action in another case", element: { Action: "Lambda:getfunction" }, is: true },
    { reason: "a pattern of actions", element: { Action: ["logs:*", "lambda:Get*"] }, is: true },
    { reason: "a character of the action left open", element: { Action: "lambda:GetFunctio?" }, is: true },
    {
      reason: "an action that begins like it",
      element: { Action: "lambda:GetFunctionConfiguration" },
      is: false,
    },
    { reason: "all actions but another", element: { NotAction: "iam:*" }, is: true },
    { reason: "all actions but it", element: { NotAction: ["lambda:Get*"] }, is: false },
  ])("is $reason: $is", ({ element, is }) => {
    expect(allowed({ Effect: "Allow", Resource: "*", ...element })).toBe(is);
  });

  it.each([
    { reason: "the same resource", element: { Resource: resource }, is: true },
    {
      reason: "a pattern over several parts of an ARN",
      element: { Resource: "arn:aws:lambda:*:word-*" },
      is: true,
    },
    { reason: "a resource in another case", element: { Resource: resource.toUpperCase() }, is: false },
    { reason: "another resource", element: { Resource: `${resource}s` }, is: false },
    { reason: "all resources but it", element: { NotResource: "arn:aws:lambda:*:*:function:*" }, is: false },
    { reason: "dots taken literally", element: { Resource: resource.replace("-", ".") }, is: false },
  ])("is $reason: $is", ({ element, is }) => {
    expect(allowed({ Effect: "Allow", Action: "*", ...element })).toBe(is);
  });
});

describe("conditions", () => {
  const cases: { reason: string; Condition: object; context?: AccessContext; is: boolean }[] = [
    {
      reason: "equal",
      Condition: { StringEquals: { "lambda:Principal": "s3" } },
      context: { "lambda:principal": "s3" },
      is: true,
    },
    {
      reason: "equal in another case",
      Condition: { StringEquals: { "lambda:Principal": "S3" } },
      context: { "lambda:Principal": "s3" },
      is: false,
    },
    {
      reason: "equal but for the case",
      Condition: { StringEqualsIgnoreCase: { "lambda:Principal": "S3" } },
      context: { "lambda:Principal": "s3" },
      is: true,
    },
    {
      reason: "one of several",
      Condition: { StringEquals: { "lambda:Principal": ["a", "s3"] } },
      context: { "lambda:Principal": "s3" },
      is: true,
    },
    {
      reason: "a star is no wildcard to StringEquals",
      Condition: { StringEquals: { "s3:prefix": "a*" } },
      context: { "s3:prefix": "ab" },
      is: false,
    },
    {
      reason: "like",
      Condition: { StringLike: { "s3:prefix": "a*" } },
      context: { "s3:prefix": "ab" },
      is: true,
    },
    {
      reason: "not like",
      Condition: { StringNotLike: { "s3:prefix": ["a*", "b*"] } },
      context: { "s3:prefix": "bc" },
      is: false,
    },
    { reason: "absent", Condition: { StringEquals: { "s3:prefix": "a" } }, is: false },
    { reason: "absent, negated", Condition: { StringNotEquals: { "s3:prefix": "a" } }, is: true },
    { reason: "absent, if it exists", Condition: { StringEqualsIfExists: { "s3:prefix": "a" } }, is: true },
    {
      reason: "there, if it exists",
      Condition: { StringEqualsIfExists: { "s3:prefix": "a" } },
      context: { "s3:prefix": "b" },
      is: false,
    },
    { reason: "absent and wanted so", Condition: { Null: { "s3:prefix": "true" } }, is: true },
    {
      reason: "there and wanted so",
      Condition: { Null: { "s3:prefix": false } },
      context: { "s3:prefix": "" },
      is: true,
    },
    {
      reason: "an ARN, part by part",
      Condition: { ArnLike: { "lambda:FunctionArn": "arn:aws:lambda:*:*:function:w*" } },
      context: { "lambda:FunctionArn": resource },
      is: true,
    },
    {
      reason: "an ARN with a star over a colon",
      Condition: { ArnLike: { "lambda:FunctionArn": "arn:aws:lambda:*:function:w*" } },
      context: { "lambda:FunctionArn": resource },
      is: false,
    },
    {
      reason: "an ARN that must not be",
      Condition: { ArnNotLike: { "lambda:FunctionArn": "arn:aws:lambda:*:*:function:w*" } },
      context: { "lambda:FunctionArn": resource },
      is: false,
    },
    {
      reason: "a truth",
      Condition: { Bool: { "aws:SecureTransport": "true" } },
      context: { "aws:SecureTransport": "true" },
      is: true,
    },
    {
      reason: "a number",
      Condition: { NumericLessThanEquals: { "s3:max-keys": "10" } },
      context: { "s3:max-keys": "9" },
      is: true,
    },
    {
      reason: "a time",
      Condition: { DateGreaterThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" } },
      context: { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
      is: false,
    },
    {
      reason: "all of them",
      Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] } },
      context: { "aws:TagKeys": ["a", "c"] },
      is: false,
    },
    { reason: "all of none", Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } }, is: true },
    {
      reason: "any of them",
      Condition: { "ForAnyValue:StringLike": { "aws:TagKeys": "c*" } },
      context: { "aws:TagKeys": ["a", "cd"] },
      is: true,
    },
    { reason: "any of none", Condition: { "ForAnyValue:StringLike": { "aws:TagKeys": "*" } }, is: false },
    {
      reason: "two keys of which one fails",
      Condition: { StringEquals: { "s3:prefix": "a", "s3:delimiter": "/" } },
      context: { "s3:prefix": "a" },
      is: false,
    },
  ];
  it.each(cases)("hold or not: $reason", ({ Condition, context = {}, is }) => {
    expect(allowed({ ...everything, Condition }, { context })).toBe(is);
  });

  it("ask for the resource's tags", () => {
    const Condition = { StringEquals: { "aws:ResourceTag/xflow.dev/instance": "blue" } };

    expect(allowed({ ...everything, Condition }, { tags: { "xflow.dev/instance": "blue" } })).toBe(true);
    expect(allowed({ ...everything, Condition }, { tags: { "xflow.dev/instance": "red" } })).toBe(false);
    expect(allowed({ ...everything, Condition })).toBe(false);
  });

  it.each([
    { reason: "an operator", Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } },
    { reason: "an operator that does not exist", Condition: { StringSounds: { "aws:userid": "a" } } },
    { reason: "a key", Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } },
  ])("that are not known ($reason) are told, allow nothing and deny all they may mean", ({ Condition }) => {
    const allow = named("allow", { ...everything, Condition });
    const deny = named("deny", { ...everything, Effect: "Deny", Condition });
    const request = { action, resource };

    expect(allow.policy.unsupported).toHaveLength(1);
    expect(decide({ identity: [allow], boundary: undefined }, request).allowed).toBe(false);
    expect(
      decide({ identity: [named("all", everything), deny], boundary: undefined }, request),
    ).toMatchObject({
      allowed: false,
      by: "deny",
    });
  });

  it("on services that are not here are of no consequence", () => {
    const policy = named("p", { ...everything, Condition: { StringEquals: { "ec2:Vpc": "vpc-1" } } });

    expect(policy.policy.unsupported).toEqual([]);
  });
});

describe("variables", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM's
  const ofAccount = "arn:aws:lambda:*:${aws:PrincipalAccount}:function:*";
  const context = { "aws:PrincipalAccount": "111122223333" };

  it("stand for what the request says, and for nothing when it says nothing", () => {
    expect(allowed({ ...everything, Resource: ofAccount }, { context })).toBe(true);
    expect(allowed({ ...everything, Resource: ofAccount })).toBe(false);
  });

  it("are plain text in policies of the older version", () => {
    const policy = compilePolicy(JSON.stringify({ Statement: [{ ...everything, Resource: ofAccount }] }));

    expect(
      decide({ identity: [{ name: "p", policy }], boundary: undefined }, { action, resource, context })
        .allowed,
    ).toBe(false);
  });

  it("bring no wildcards in, and have a default", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM's
    const Resource = "arn:aws:s3:::b/${s3:prefix, 'all'}/${*}";

    expect(allowed({ ...everything, Resource }, { resource: "arn:aws:s3:::b/all/*" })).toBe(true);
    expect(
      allowed({ ...everything, Resource }, { resource: "arn:aws:s3:::b/x/*", context: { "s3:prefix": "*" } }),
    ).toBe(false);
  });
});

describe("several policies", () => {
  const request = { action, resource };
  const deny = { ...everything, Effect: "Deny", Action: "lambda:*" };

  it("deny when one denies, wherever it stands", () => {
    expect(decide({ identity: [named("a", everything, deny)], boundary: undefined }, request)).toEqual({
      allowed: false,
      denial: "explicit",
      where: "identity",
      by: "a",
    });
    expect(
      decide({ identity: [named("a", everything)], boundary: [named("b", everything, deny)] }, request),
    ).toEqual({ allowed: false, denial: "explicit", where: "boundary", by: "b" });
  });

  it("allow what the identity and the boundary both allow", () => {
    const logs = named("logs", { ...everything, Action: "logs:*" });
    const all = named("all", everything);

    expect(decide({ identity: [all], boundary: [all] }, request)).toEqual({ allowed: true, by: "all" });
    expect(decide({ identity: [all], boundary: [logs] }, request)).toMatchObject({ where: "boundary" });
    expect(decide({ identity: [logs], boundary: [all] }, request)).toMatchObject({ where: "identity" });
    expect(decide({ identity: [all], boundary: [] }, request).allowed).toBe(false);
  });
});
