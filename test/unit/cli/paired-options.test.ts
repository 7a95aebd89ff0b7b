import { describe, expect, it } from "vitest";
import { joinPairs, splitPair } from "../../../src/cli/paired-options.ts";

describe("options of two words", () => {
  it("come back as they were given, whatever is in them", () => {
    const [path, joined = "", last] = joinPairs(["flow", "-p", "A", '{"execution_id": "-x"}', "--local"]);

    expect([path, last]).toEqual(["flow", "--local"]);
    expect(splitPair(joined.slice("--publish=".length))).toEqual(["A", '{"execution_id": "-x"}']);
  });

  it.each([
    { args: ["-t", "flow"] },
    { args: ["--publish"] },
    { args: ["-t", "flow", "--local"] },
    { args: ["-p", "A", "--region=x"] },
    { args: ["-p", "-c", "A"] },
  ])("are refused when a word is missing: $args", ({ args }) => {
    expect(() => joinPairs(args)).toThrow(/takes two words/);
  });

  it.each(["-ex1", "-1", "--", "a--b"])("take an execution id such as %s", (id) => {
    const [joined = ""] = joinPairs(["-t", "flow", id]);

    expect(splitPair(joined.slice("--track=".length))).toEqual(["flow", id]);
  });
});
