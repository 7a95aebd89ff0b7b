import { describe, expect, it } from "vitest";
import { toFunctionArn } from "../../../../src/local/mapping/function-arn.ts";

const HOME = { region: "us-east-1", accountId: "000000000000" };
const ARN = "arn:aws:lambda:us-east-1:000000000000:function:count";

describe("function ARN", () => {
  it.each([
    ["count", ARN],
    ["count:prod", `${ARN}:prod`],
    ["count:$LATEST", `${ARN}:$LATEST`],
    ["function:count", ARN],
    ["000000000000:function:count", ARN],
    ["000000000000:function:count:7", `${ARN}:7`],
    [ARN, ARN],
    [`${ARN}:prod`, `${ARN}:prod`],
  ])("is full for %s", (text, arn) => {
    expect(toFunctionArn(text, HOME)).toBe(arn);
  });

  it.each([
    ["another region", "arn:aws:lambda:eu-west-1:000000000000:function:count"],
    ["another account", "111111111111:function:count"],
    ["no name", ""],
    ["characters that no name has", "count words"],
    ["another service", "arn:aws:sqs:us-east-1:000000000000:count"],
  ])("is none for %s", (_, text) => {
    expect(toFunctionArn(text, HOME)).toBeUndefined();
  });
});
