import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  classify,
  codeOf,
  isAbsence,
  isUnclassified,
  judge,
  toCallError,
} from "../../../src/aws/classify.ts";
import { errorRules } from "../../../src/aws/error-rules.ts";
import type { Disposition } from "../../../src/core/call-error.ts";
import { recordedErrors } from "../../support/recorded-errors.ts";

function failure(name: string, message = "", httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

function split(call: string): readonly [string, string] {
  const [service = "", operation = ""] = call.split(":");
  return [service, operation];
}

function textOf(disposition: Disposition): string {
  return "reason" in disposition ? `${disposition.kind} ${disposition.reason}` : disposition.kind;
}

describe("classification of failed calls", () => {
  it.each(recordedErrors)("%s %s (%s) is %s", (call, name, message, expected) => {
    const [service, operation] = split(call);

    expect(textOf(classify(service, operation, failure(name, message)))).toBe(expected);
    expect(isUnclassified(service, operation, failure(name, message))).toBe(false);
  });

  it("has a recorded error for every row of the table, and a reason", () => {
    const used = new Set(
      recordedErrors.map(([call, name, message]) => judge(...split(call), failure(name, message)).rule),
    );

    expect(errorRules.filter((rule) => !used.has(rule))).toEqual([]);
    expect(errorRules.filter(({ reason }) => reason === "")).toEqual([]);
  });

  it("goes by the status where the name says nothing", () => {
    expect(classify("lambda", "X", failure("Odd", "", 429))).toEqual({ kind: "throttled" });
    expect(classify("lambda", "X", failure("Odd", "", 403))).toEqual({
      kind: "auth",
      reason: "AccessDenied",
    });
    expect(classify("lambda", "X", failure("Odd", "", 503))).toEqual({ kind: "transient" });
    expect(classify("lambda", "X", "no error at all")).toEqual({ kind: "transient" });
  });

  it("tries again what nobody knows, and says that it does not know it", () => {
    expect(classify("lambda", "X", failure("SomethingNewException"))).toEqual({ kind: "transient" });
    expect(isUnclassified("lambda", "X", failure("SomethingNewException"))).toBe(true);
    expect(isUnclassified("lambda", "X", failure("Odd", "", 403))).toBe(true);
    expect(isUnclassified("lambda", "X", failure("Odd", "", 503))).toBe(false);
  });

  it("knows what Node says of the network by its code", () => {
    const refused = Object.assign(new AggregateError([]), { code: "ECONNREFUSED" });

    expect(classify("lambda", "ListFunctions", refused)).toEqual({ kind: "transient" });
    expect(isUnclassified("lambda", "ListFunctions", refused)).toBe(false);
    expect(codeOf(refused)).toBe("ECONNREFUSED");
  });

  it("counts only what looks like a name under its name", () => {
    expect(codeOf(failure("ThrottlingException"))).toBe("ThrottlingException");
    expect(codeOf(failure("arn:aws:lambda:x"))).toBe("other");
    expect(codeOf("no error at all")).toBe("other");
  });

  it("happens once: a classified error stays as it is", () => {
    const once = toCallError("lambda", "GetFunction", failure("ResourceNotFoundException", "gone"));

    expect(toCallError("kinesis", "Other", once)).toBe(once);
    expect(once.message).toBe("lambda:GetFunction: ResourceNotFoundException: gone");
    expect(isAbsence(once)).toBe(true);
    expect(isAbsence(failure("ServiceException"))).toBe(false);
  });

  it.each([
    [
      "lambda:CreateFunction",
      "AccessDeniedException",
      "User: u is not authorized to perform: iam:PassRole on resource: r",
      "iam:PassRole is denied to xflow: compare its policies with deploy/iam/controller-*.json",
    ],
    [
      "s3:HeadObject",
      "AccessDenied",
      "Access Denied",
      "s3:GetObject is denied to xflow: compare its policies with deploy/iam/controller-*.json",
    ],
    [
      "lambda:CreateFunction",
      "CodeStorageExceededException",
      "Code storage limit exceeded.",
      "quota: code storage of the account in this region",
    ],
  ])("tells people what helps: %s %s", (call, name, message, advice) => {
    const error = toCallError(...split(call), failure(name, message));

    expect(error.message).toBe(`${call}: ${name}: ${message} (${advice})`);
  });

  it("leaves out the environment that Lambda repeats when it is too long", () => {
    const message = 'exceeded the 4KB limit. String measured: {"API_KEY":"hunter2"}';

    const error = toCallError("lambda", "CreateFunction", failure("InvalidParameterValueException", message));

    expect(error.disposition).toEqual({ kind: "terminal", reason: "InvalidSpec" });
    expect(error.message).toBe(
      "lambda:CreateFunction: InvalidParameterValueException: exceeded the 4KB limit.",
    );
    expect(inspect(error)).not.toContain("hunter2");
  });
});
