import { describe, expect, it } from "vitest";
import { permits } from "../../../../src/local/lambda/resource-policy.ts";

const groupArn = "arn:aws:logs:us-east-1:000000000000:log-group:/a:*";
const caller = {
  principals: ["logs.amazonaws.com", "logs.us-east-1.amazonaws.com"],
  sourceArn: groupArn,
  sourceAccount: "000000000000",
};
const statement = {
  Effect: "Allow",
  Principal: { Service: "logs.amazonaws.com" } as unknown,
  Action: "lambda:InvokeFunction",
};
const like = (arn: string) => ({ Condition: { ArnLike: { "AWS:SourceArn": arn } } });
const account = (id: string) => ({ Condition: { StringEquals: { "AWS:SourceAccount": id } } });

describe("a function's resource policy", () => {
  it.each([
    { change: {}, may: true, reason: "the service" },
    {
      change: { Principal: { Service: "logs.us-east-1.amazonaws.com" } },
      may: true,
      reason: "the service in its region",
    },
    { change: { Principal: "*" }, may: true, reason: "everybody" },
    { change: { Action: "lambda:*" }, may: true, reason: "every action" },
    { change: like(groupArn), may: true, reason: "the group" },
    { change: like("arn:aws:logs:*:*:log-group:/?:*"), may: true, reason: "groups by pattern" },
    { change: account("000000000000"), may: true, reason: "the account" },
    { change: { Principal: { Service: "events.amazonaws.com" } }, may: false, reason: "another service" },
    {
      change: { Principal: { AWS: "arn:aws:iam::000000000000:root" } },
      may: false,
      reason: "an account as principal",
    },
    { change: { Action: "lambda:GetFunction" }, may: false, reason: "another action" },
    {
      change: like("arn:aws:logs:us-east-1:000000000000:log-group:/b:*"),
      may: false,
      reason: "another group",
    },
    {
      change: like("arn:aws:logs:us-east-1:000000000000:log-group:/a"),
      may: false,
      reason: "the group without :*",
    },
    { change: like("arn:aws:logs:*:log-group:/a:*"), may: false, reason: "a pattern across parts of an ARN" },
    { change: account("111111111111"), may: false, reason: "another account" },
    {
      change: { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } },
      may: false,
      reason: "an organisation",
    },
  ])("that names $reason lets CloudWatch Logs invoke it: $may", ({ change, may }) => {
    expect(permits([{ ...statement, ...change }], caller)).toBe(may);
  });

  it("lets nobody invoke without a statement, and needs but one", () => {
    expect(permits([], caller)).toBe(false);
    expect(permits([{ ...statement, Action: "lambda:GetFunction" }, statement], caller)).toBe(true);
  });
});
