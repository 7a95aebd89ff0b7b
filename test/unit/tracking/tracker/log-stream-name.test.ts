import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logStreamName } from "../../../../src/tracking/tracker/log-stream-name.mjs";

describe("log stream of an execution", () => {
  it.each([
    { reason: "an ordinary id is kept", id: "ex-1/2", name: "ex-1/2" },
    { reason: "a colon is illegal", id: "arn:aws:x", name: "arn%3Aaws%3Ax" },
    { reason: "an asterisk is illegal", id: "a*b", name: "a%2Ab" },
    { reason: "the escape itself is escaped", id: "a%3Ab", name: "a%253Ab" },
    { reason: "a newline is illegal", id: "a\nb", name: "a%0Ab" },
    { reason: "a lone surrogate is no text", id: "a\ud800", name: "a%uD800" },
    { reason: "letters of other scripts are legal", id: "größe-日本", name: "größe-日本" },
  ])("$reason", ({ id, name }) => {
    expect(logStreamName(id)).toBe(name);
  });

  it("is legal for any execution id, and different for different ids", () => {
    const id = fc.string({ minLength: 1, maxLength: 1_200, unit: "binary" });

    fc.assert(
      fc.property(id, id, (one, other) => {
        const name = logStreamName(one);

        expect(name).toMatch(/^[^:*]{1,512}$/s);
        expect(name === logStreamName(other)).toBe(one === other);
      }),
    );
  });

  it("keeps long ids apart that differ only at their ends", () => {
    const long = "x".repeat(600);

    expect(logStreamName(`${long}a`)).not.toBe(logStreamName(`${long}b`));
    expect(logStreamName(`${long}a`).length).toBe(512);
  });
});
