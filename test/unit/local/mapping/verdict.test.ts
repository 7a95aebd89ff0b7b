import { describe, expect, it } from "vitest";
import { judge } from "../../../../src/local/mapping/verdict.ts";
import { failed, itemFailures, returned, THROTTLED } from "../../../support/model-function.ts";

const BATCH = ["11", "12", "13"];

describe("verdict", () => {
  it.each([
    ["null", "null"],
    ["nothing", ""],
    ["an empty text", '""'],
    ["an empty object", "{}"],
    ["an object without failures", '{"statusCode":200}'],
    ["a null list", '{"batchItemFailures":null}'],
    ["an empty list", '{"batchItemFailures":[]}'],
  ])("ESM-27 is success for an answer of %s", (_, payload) => {
    expect(judge(returned(payload), BATCH, true)).toEqual({ kind: "success" });
  });

  it.each([
    ["an empty id", '{"batchItemFailures":[{"itemIdentifier":""}]}'],
    ["a null id", '{"batchItemFailures":[{"itemIdentifier":null}]}'],
    ["an id that is a number", '{"batchItemFailures":[{"itemIdentifier":12}]}'],
    ["a wrong key", '{"batchItemFailures":[{"foo":"12"}]}'],
    ["an item that is no object", '{"batchItemFailures":["12"]}'],
    [
      "an id that is not in the batch",
      '{"batchItemFailures":[{"itemIdentifier":"12"},{"itemIdentifier":"99"}]}',
    ],
    ["a list that is none", '{"batchItemFailures":"12"}'],
    ["an answer that is text", '"done"'],
    ["an answer that is a list", "[]"],
    ["an answer that is not JSON", "{"],
  ])("ESM-28 fails the whole batch for %s", (_, payload) => {
    const verdict = judge(returned(payload), BATCH, true);

    expect(verdict).toMatchObject({ kind: "failed", answer: { response: { functionError: null } } });
  });

  it("ESM-28 fails the whole batch for an exception", () => {
    const response = { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" };

    expect(judge(failed(), BATCH, true)).toEqual({
      kind: "failed",
      answer: { requestId: "request", response },
    });
  });

  it("ESM-25 resumes at the lowest reported sequence number", () => {
    expect(judge(itemFailures("13", "12"), BATCH, true)).toMatchObject({ kind: "partial", from: 1 });
  });

  it("ESM-24 takes no notice of item failures that the mapping does not ask for", () => {
    expect(judge(itemFailures("12"), BATCH, false)).toEqual({ kind: "success" });
  });

  it("ESM-22 tells a rejected invocation from a failed one", () => {
    expect(judge(THROTTLED, BATCH, true)).toEqual({ kind: "rejected" });
  });
});
