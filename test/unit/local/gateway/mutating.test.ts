import { describe, expect, it } from "vitest";
import { isMutating } from "../../../../src/local/gateway/mutating.ts";

describe("isMutating", () => {
  it.each(["CreateStream", "PutRecord", "TagRole", "UpdateItem", "Invoke", "DeleteObject", "BatchWriteItem"])(
    "counts %s as a change",
    (operation) => expect(isMutating(operation)).toBe(true),
  );

  it.each([
    "GetFunction",
    "ListTags",
    "DescribeTable",
    "HeadObject",
    "Query",
    "BatchGetItem",
    "FilterLogEvents",
  ])("counts %s as a read", (operation) => expect(isMutating(operation)).toBe(false));
});
