import { describe, expect, it } from "vitest";
import { createDeepReads } from "../../../src/aws/deep-reads.ts";

describe("what was read of one resource alone", () => {
  it("is remembered while the list row stays the same", () => {
    const reads = createDeepReads<string>({ now: () => 0 });
    reads.keep("arn", "facts", "1");

    expect(reads.recall("arn", "1")).toBe("facts");
    expect(reads.recall("arn", "2")).toBeUndefined();
    expect(reads.recall("arn", "1")).toBeUndefined();
  });

  it("of what we made holds for the first row that is seen", () => {
    const reads = createDeepReads<string>({ now: () => 0 });
    reads.keep("arn", "facts");

    expect(reads.recall("arn", "1")).toBe("facts");
    expect(reads.recall("arn", "2")).toBeUndefined();
  });

  it("is doubted once we write, but what it last was is still known", () => {
    const reads = createDeepReads<string>({ now: () => 0 });
    reads.keep("arn", "facts", "1");
    reads.wrote("arn");

    expect(reads.recall("arn", "1")).toBeUndefined();
    expect(reads.last("arn")).toBe("facts");
    expect(reads.isSettling("arn")).toBe(true);
    reads.settled("arn");
    expect(reads.isSettling("arn")).toBe(false);
  });

  it("is forgotten when told to", () => {
    const reads = createDeepReads<string>({ now: () => 0 });
    reads.keep("arn", "facts", "1");
    reads.forget("arn");

    expect(reads.recall("arn", "1")).toBeUndefined();
    expect(reads.last("arn")).toBeUndefined();
  });
});
