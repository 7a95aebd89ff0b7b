import { describe, expect, it } from "vitest";
import { brokenConstraint, unknownMember, wrongType } from "../../../../src/local/model/problem.ts";
import { refusalOf } from "../../../../src/local/model/refusal.ts";

const short = brokenConstraint("name", "''", "Member must have length greater than or equal to 1");
const absent = brokenConstraint("role", "null", "Member must not be null");

describe("AWS's answer to a request that its model refuses", () => {
  it.each([
    ["lambda", "ValidationException"],
    ["kinesis", "ValidationException"],
    ["logs", "InvalidParameterException"],
    ["tagging", "InvalidParameterException"],
    ["iam", "ValidationError"],
    ["sts", "ValidationError"],
  ])("has the error code of %s", (service, code) => {
    expect(refusalOf(service, [short])).toMatchObject({ code, status: 400 });
  });

  it("counts what is wrong and tells it in the model's order", () => {
    expect(refusalOf("lambda", [short])?.message).toBe(`1 validation error detected: ${short.text}`);
    expect(refusalOf("lambda", [short, absent])?.message).toBe(
      `2 validation errors detected: ${short.text}; ${absent.text}`,
    );
  });

  it("tells of what cannot be parsed first, and alone", () => {
    const text = "NUMBER_VALUE can not be converted to a String";
    const problems = [short, wrongType("role", text)];

    expect(refusalOf("lambda", problems)).toMatchObject({ code: "SerializationException", message: text });
    expect(refusalOf("iam", problems)).toMatchObject({ code: "MalformedInput", message: text });
  });

  it("is none when only members are unknown, or when the service words its refusals itself", () => {
    expect(refusalOf("lambda", [unknownMember("x")])).toBeUndefined();
    expect(refusalOf("s3", [short])).toBeUndefined();
  });
});
