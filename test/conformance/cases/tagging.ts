import { expect } from "vitest";
import type { Scenario } from "../support/step.ts";

export const tagging: Scenario = {
  service: "tagging",
  steps: [
    {
      operation: "GetResources",
      input: { TagFilters: [{ Key: "nobody", Values: ["has", "this"] }], ResourcesPerPage: 100 },
      check: (output) => expect(output["ResourceTagMappingList"]).toEqual([]),
    },
    {
      operation: "GetResources",
      input: { ResourceARNList: ["arn:aws:x"], ResourceTypeFilters: ["lambda:function"] },
      error: "InvalidParameterException",
    },
  ],
};
