import { describe, expect, it } from "vitest";
import { expectLease } from "../../../src/cli/lease-option.ts";

describe("--lease", () => {
  it.each([
    ["3s", 3_000],
    ["30s", 30_000],
    ["1m", 60_000],
  ])("takes %s", (text, ms) => {
    expect(expectLease(text)).toBe(ms);
  });

  it.each([
    { text: "2s", reason: "answers that are a little slow would count as lost" },
    { text: "61s", reason: "it would outlast the time that a replica which is behind waits" },
    { text: "half a minute", reason: "it is no duration" },
  ])("refuses $text: $reason", ({ text }) => {
    expect(() => expectLease(text)).toThrow(`--lease ${text}: expected`);
  });
});
