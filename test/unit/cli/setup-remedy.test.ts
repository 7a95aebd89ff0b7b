import { describe, expect, it } from "vitest";
import { withSetupRemedy } from "../../../src/cli/setup-remedy.ts";

describe("the remedy where AWS is not set up", () => {
  it.each([
    { said: "Region is missing", remedy: /AWS_REGION.*--local/ },
    { said: "environment default has no region: set it there", remedy: /AWS_REGION.*--local/ },
    { said: "sts:GetCallerIdentity: CredentialsProviderError: none", remedy: /AWS_PROFILE.*--local/ },
  ])("names --local for: $said", ({ said, remedy }) => {
    const error = new Error(said);

    expect(withSetupRemedy(error)).toMatchObject({ message: expect.stringMatching(remedy), cause: error });
  });

  it("leaves other errors as they are", () => {
    const error = new Error("kinesis:PutRecord: AccessDenied");

    expect(withSetupRemedy(error)).toBe(error);
    expect(withSetupRemedy("text")).toBe("text");
  });
});
