import { describe, expect, it } from "vitest";
import { compareAnswers } from "../../../../build/aws-smoke/compare.mjs";

const names = { prefix: "xflow-smoke-a-", account: "123456789012" };
const operation = "lambda:GetFunction";
const none = {
  members: [],
  errors: [],
  errorsOfTiming: [],
  onlyAskedOfAws: [],
  onlyAskedOfTheEmbeddedAws: [],
};

describe("what AWS did differently", () => {
  it("is nothing when all answers together have the same members", () => {
    const aws = [
      { operation, members: ["A"] },
      { operation, members: ["B", "StateReason", "NextToken"] },
    ];

    expect(compareAnswers(aws, [{ operation, members: ["A", "B"] }], names)).toEqual(none);
  });

  it("is a member that only one of them gives, by operation", () => {
    const aws = [{ operation, members: ["A", "New"] }];
    const embedded = [{ operation, members: ["A", "Invented"] }];

    expect(compareAnswers(aws, embedded, names)).toEqual({
      ...none,
      members: [{ operation, missing: ["New"], extra: ["Invented"] }],
    });
  });

  it("is an error that the embedded AWS never gave, also one in other words", () => {
    const failure = (message: string) => ({ operation, error: { name: "ValidationException", message } });
    const aws = [failure("xflow-smoke-a-f of 123456789012 is wrong, 1700000000"), failure("in other words")];
    const embedded = [failure("xflow-smoke-a-f of 123456789012 is wrong, 1800000000"), failure("words")];

    expect(compareAnswers(aws, embedded, names)).toEqual({
      ...none,
      errors: [`${operation} ValidationException: in other words`],
    });
  });

  it("keeps apart what time alone decides", () => {
    const busy = {
      operation,
      error: { name: "ResourceConflictException", message: "an update is in progress" },
    };
    const role = {
      operation,
      error: { name: "InvalidParameterValueException", message: "cannot be assumed" },
    };

    const { errors, errorsOfTiming } = compareAnswers([busy, role], [], names);

    expect([errors.length, errorsOfTiming.length]).toEqual([0, 2]);
  });

  it("names operations that only one of them answered", () => {
    const embedded = [{ operation: "iam:GetRole", members: [] }];

    expect(compareAnswers([{ operation, members: [] }], embedded, names)).toEqual({
      ...none,
      onlyAskedOfAws: [operation],
      onlyAskedOfTheEmbeddedAws: ["iam:GetRole"],
    });
  });
});
