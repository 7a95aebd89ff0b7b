import { describe, expect, it } from "vitest";
import { toPublishable, UnpublishableError } from "../../../src/tracking/publishable.ts";

describe("an event to publish", () => {
  it("has the execution id as its partition key, so that one execution's events keep their order", () => {
    expect(toPublishable('{"execution_id":"ex1","a":1}').partitionKey).toBe("ex1");
    expect(toPublishable('{"execution_id":7}').partitionKey).toBe("7");
  });

  it("has a digest as its partition key when the id is over Kinesis' 256 characters", () => {
    const event = toPublishable(JSON.stringify({ execution_id: "x".repeat(257) }));

    expect(event.partitionKey).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is sent as it was written", () => {
    const text = '{ "execution_id": "ex1",  "n": 1.0 }';

    expect(new TextDecoder().decode(toPublishable(text).data)).toBe(text);
  });

  it.each([
    { reason: "not JSON", text: "hello", message: /not JSON/ },
    { reason: "not an object", text: "[1]", message: /JSON object/ },
    { reason: "null", text: "null", message: /JSON object/ },
    { reason: "no execution_id", text: '{"a":1}', message: /no "execution_id"/ },
    { reason: "an empty execution_id", text: '{"execution_id":""}', message: /no "execution_id"/ },
    {
      reason: "larger than a record",
      text: JSON.stringify({ execution_id: "ex1", text: "x".repeat(1_048_576) }),
      message: /1048576 at most/,
    },
  ])("is refused when it could never be tracked: $reason", ({ text, message }) => {
    expect(() => toPublishable(text)).toThrow(UnpublishableError);
    expect(() => toPublishable(text)).toThrow(message);
  });
});
