import { describe, expect, it } from "vitest";
import { fillPlaceholders, samePolicy } from "../../../src/core/iam-policy.ts";
import type { JsonValue } from "../../../src/core/plan.ts";

function allow(statement: Readonly<Record<string, JsonValue>>): JsonValue {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] };
}

describe("policy documents", () => {
  it.each([
    {
      reason: "a single value is a list of one",
      a: allow({ Action: "s3:GetObject", Resource: "*" }),
      b: allow({ Action: ["s3:GetObject"], Resource: ["*"] }),
    },
    {
      reason: "a single statement is a list of one",
      a: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "a:B", Resource: "*" } },
      b: allow({ Action: "a:B", Resource: "*" }),
    },
    {
      reason: "lists are sets",
      a: allow({ Action: ["a:B", "a:C"], Resource: ["x", "y"] }),
      b: allow({ Action: ["a:C", "a:B", "a:C"], Resource: ["y", "x"] }),
    },
    {
      reason: "statements have no order",
      a: { Version: "2012-10-17", Statement: [{ Sid: "1" }, { Sid: "2" }] },
      b: { Version: "2012-10-17", Statement: [{ Sid: "2" }, { Sid: "1" }] },
    },
    {
      reason: "action names ignore case",
      a: allow({ Action: "S3:getObject" }),
      b: allow({ Action: "s3:GetObject" }),
    },
    {
      reason: "an account is its root user",
      a: allow({ Principal: { AWS: "123456789012" } }),
      b: allow({ Principal: { AWS: ["arn:aws:iam::123456789012:root"] } }),
    },
    {
      reason: "everybody can be written in two ways",
      a: allow({ Principal: "*" }),
      b: allow({ Principal: { AWS: "*" } }),
    },
    {
      reason: "condition keys ignore case, and their values are lists of text",
      a: allow({ Condition: { Bool: { "aws:SecureTransport": true } } }),
      b: allow({ Condition: { Bool: { "AWS:securetransport": ["true"] } } }),
    },
    { reason: "no Sid is an empty Sid", a: allow({ Sid: "" }), b: allow({}) },
  ])("mean the same: $reason", ({ a, b }) => {
    expect(samePolicy(a, b)).toBe(true);
    expect(samePolicy(b, a)).toBe(true);
  });

  it.each([
    { reason: "another effect", a: allow({}), b: { Version: "2012-10-17", Statement: [{ Effect: "Deny" }] } },
    {
      reason: "resources are compared with their case",
      a: allow({ Resource: "Bucket" }),
      b: allow({ Resource: "bucket" }),
    },
    {
      reason: "without a version, variables are not filled in",
      a: { Statement: [{ Effect: "Allow" }] },
      b: allow({}),
    },
    { reason: "NotAction is no Action", a: allow({ Action: "a:B" }), b: allow({ NotAction: "a:B" }) },
    {
      reason: "a deleted principal is shown by its id",
      a: allow({ Principal: { AWS: "arn:aws:iam::123456789012:role/r" } }),
      b: allow({ Principal: { AWS: "AROAEXAMPLE" } }),
    },
  ])("differ: $reason", ({ a, b }) => {
    expect(samePolicy(a, b)).toBe(false);
  });

  it("are equal to nothing only if there is none", () => {
    expect(samePolicy(undefined, undefined)).toBe(true);
    expect(samePolicy(allow({}), undefined)).toBe(false);
  });
});

describe("placeholders", () => {
  const target = { partition: "aws-cn", accountId: "123456789012", region: "cn-north-1" };
  const marked = (name: string) => `\${${name}}`;

  it("are filled in wherever text stands, member names included", () => {
    const arn = `arn:${marked("xflow:partition")}:s3:${marked("xflow:region")}:${marked("xflow:accountId")}:x`;

    const filled = fillPlaceholders({ Resource: [arn], [marked("xflow:region")]: 1 }, target);

    expect(filled).toEqual({ Resource: ["arn:aws-cn:s3:cn-north-1:123456789012:x"], "cn-north-1": 1 });
  });

  it("leave IAM's own variables alone", () => {
    const document = { Resource: `home/${marked("aws:username")}` };

    expect(fillPlaceholders(document, target)).toEqual(document);
  });
});
