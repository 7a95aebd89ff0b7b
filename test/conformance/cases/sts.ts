import { expect } from "vitest";
import type { Scenario } from "../support/step.ts";

export const sts: Scenario = {
  service: "sts",
  steps: [
    {
      operation: "GetCallerIdentity",
      check: (output) => {
        expect(output).toEqual({
          UserId: "000000000000",
          Account: "000000000000",
          Arn: "arn:aws:iam::000000000000:root",
        });
      },
    },
    {
      operation: "AssumeRole",
      input: { RoleArn: "arn:aws:iam::000000000000:role/nobody", RoleSessionName: "conformance" },
      error: "AccessDenied",
    },
  ],
};
