import { describe, expect, it } from "vitest";
import { FaultFlagError, parseFaultFlag } from "../../../../src/local/gateway/fault-flag.ts";

describe("the --fault flag", () => {
  it.each([
    {
      flag: "lambda:CreateFunction=ThrottlingException:429,times=2,after",
      rule: {
        service: "lambda",
        operation: "CreateFunction",
        effect: { kind: "error", code: "ThrottlingException", status: 429 },
        when: "after",
        times: 2,
      },
    },
    {
      flag: "kinesis:*=drop,probability=0.25,seed=7,before",
      rule: {
        service: "kinesis",
        operation: "*",
        effect: { kind: "drop" },
        when: "before",
        probability: 0.25,
        seed: 7,
      },
    },
    {
      flag: "iam:GetRole=Throttling",
      rule: {
        service: "iam",
        operation: "GetRole",
        effect: { kind: "error", code: "Throttling", status: 400 },
        when: "before",
      },
    },
  ])("reads $flag", ({ flag, rule }) => {
    expect(parseFaultFlag(flag)).toEqual(rule);
  });

  it.each([
    "",
    "lambda",
    "lambda:Get",
    "lambda:Get=",
    "lambda:Get=Code:200",
    "lambda:Get=Code:429:1",
    "lambda:Get=two words",
    "lambda:Get=Code,times=0",
    "lambda:Get=Code,times=",
    "lambda:Get=Code,probability=2",
    "lambda:Get=Code,seed=-1",
    "lambda:Get=Code,before=1",
    "lambda:Get=Code,often",
  ])("refuses '%s' and shows the syntax", (flag) => {
    expect(() => parseFaultFlag(flag)).toThrow(FaultFlagError);
    expect(() => parseFaultFlag(flag)).toThrow("SERVICE:OPERATION=CODE[:STATUS]");
  });
});
