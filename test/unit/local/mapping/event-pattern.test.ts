import { describe, expect, it } from "vitest";
import { compilePattern } from "../../../../src/local/mapping/event-pattern.ts";
import { PatternError } from "../../../../src/local/mapping/value-matcher.ts";

const CASES: readonly { reason: string; pattern: unknown; holds: unknown[]; fails: unknown[] }[] = [
  {
    reason: "one of several values",
    pattern: { a: ["x", 1, true, null] },
    holds: [{ a: "x" }, { a: 1 }, { a: true }, { a: null }, { a: ["y", "x"] }],
    fails: [{ a: "y" }, { a: "1" }, { a: false }, {}, "text", null, ["x"], { a: { x: 1 } }],
  },
  {
    reason: "all members",
    pattern: { a: ["x"], b: { c: ["y"] } },
    holds: [
      { a: "x", b: { c: "y" }, d: 1 },
      { a: "x", b: [{ c: "n" }, { c: "y" }] },
    ],
    fails: [{ a: "x" }, { a: "x", b: "y" }, { a: "z", b: { c: "y" } }],
  },
  { reason: "the empty string", pattern: { a: [""] }, holds: [{ a: "" }], fails: [{ a: " " }, {}] },
  {
    reason: "prefix",
    pattern: { a: [{ prefix: "eu-" }] },
    holds: [{ a: "eu-west-1" }],
    fails: [{ a: "us-eu-1" }, { a: 1 }, {}],
  },
  {
    reason: "suffix",
    pattern: { a: [{ suffix: ".png" }] },
    holds: [{ a: "x.png" }],
    fails: [{ a: "x.jpg" }],
  },
  {
    reason: "equals-ignore-case",
    pattern: { a: [{ "equals-ignore-case": "Buy" }] },
    holds: [{ a: "BUY" }],
    fails: [{ a: "buyer" }],
  },
  {
    reason: "a value that is there",
    pattern: { a: [{ exists: true }] },
    holds: [{ a: 0 }, { a: null }, { a: ["x"] }],
    fails: [{}, { a: { b: 1 } }, { a: [] }],
  },
  {
    reason: "a value that is not there",
    pattern: { a: { b: [{ exists: false }] } },
    holds: [{ a: { c: 1 } }],
    fails: [{ a: { b: 1 } }, {}],
  },
  {
    reason: "a numeric range",
    pattern: { n: [{ numeric: [">", 0, "<=", 5] }] },
    holds: [{ n: 0.5 }, { n: 5 }],
    fails: [{ n: 0 }, { n: 5.1 }, { n: "3" }, {}],
  },
  {
    reason: "numeric bounds of other kinds",
    pattern: { n: [{ numeric: ["=", 3] }, { numeric: [">=", 10, "<", 11] }] },
    holds: [{ n: 3 }, { n: 10 }],
    fails: [{ n: 4 }, { n: 11 }],
  },
  {
    reason: "anything but values",
    pattern: { a: [{ "anything-but": ["x", 1] }] },
    holds: [{ a: "y" }, { a: 2 }, { a: ["x", "y"] }],
    fails: [{ a: "x" }, { a: 1 }, {}],
  },
  {
    reason: "anything but one value",
    pattern: { a: [{ "anything-but": "x" }] },
    holds: [{ a: "y" }],
    fails: [{ a: "x" }],
  },
  {
    reason: "anything but prefixes",
    pattern: { a: [{ "anything-but": { prefix: ["x", "y"] } }] },
    holds: [{ a: "zx" }],
    fails: [{ a: "xz" }, { a: "y" }],
  },
  {
    reason: "$or between members",
    pattern: { a: ["x"], $or: [{ b: ["y"] }, { c: [{ numeric: ["<", 1] }] }] },
    holds: [
      { a: "x", b: "y" },
      { a: "x", c: 0 },
    ],
    fails: [{ a: "x" }, { b: "y" }],
  },
];

describe("event pattern", () => {
  it.each(CASES)("ESM-30 matches $reason", ({ pattern, holds, fails }) => {
    const matches = compilePattern(pattern);

    expect(holds.filter((value) => !matches(value))).toEqual([]);
    expect(fails.filter((value) => matches(value))).toEqual([]);
  });

  it.each([
    { reason: "no object", pattern: "x" },
    { reason: "an empty object", pattern: { a: {} } },
    { reason: "an empty list", pattern: { a: [] } },
    { reason: "a bare value", pattern: { a: "x" } },
    { reason: "a list in a list", pattern: { a: [["x"]] } },
    { reason: "an unknown operator", pattern: { a: [{ wildcard: "x*" }] } },
    { reason: "two operators at once", pattern: { a: [{ prefix: "x", suffix: "y" }] } },
    { reason: "no operator", pattern: { a: [{}] } },
    { reason: "a prefix that is no text", pattern: { a: [{ prefix: 1 }] } },
    { reason: "exists without a truth value", pattern: { a: [{ exists: "yes" }] } },
    { reason: "half a comparison", pattern: { a: [{ numeric: [">"] }] } },
    { reason: "an unknown comparison", pattern: { a: [{ numeric: ["!=", 1] }] } },
    { reason: "a bound that is no number", pattern: { a: [{ numeric: [">", "1"] }] } },
    { reason: "anything but nothing", pattern: { a: [{ "anything-but": [] }] } },
    { reason: "anything but a list of objects", pattern: { a: [{ "anything-but": [{ prefix: "x" }] }] } },
    {
      reason: "anything but an operator that cannot be negated",
      pattern: { a: [{ "anything-but": { numeric: ["=", 1] } }] },
    },
    { reason: "$or that is no list", pattern: { $or: { a: ["x"] } } },
    { reason: "$or of nothing", pattern: { $or: [] } },
  ])("ESM-29 refuses $reason", ({ pattern }) => {
    expect(() => compilePattern(pattern)).toThrow(PatternError);
  });

  it("says where a pattern is wrong", () => {
    expect(() => compilePattern({ a: { b: ["x", { wildcard: "y" }] } }, "data")).toThrow(
      "data.a.b[1] has an unknown operator: wildcard",
    );
  });
});
