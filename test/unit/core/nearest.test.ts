import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "../../../src/core/nearest.ts";

describe("the nearest word", () => {
  it.each([
    ["timeoutSecond", ["timeoutSeconds", "memoryMb"], "timeoutSeconds"],
    ["HANDLER", ["handler"], "handler"],
    ["regoin", ["region"], "region"],
    ["xyz", ["region"], undefined],
    ["", ["a"], undefined],
    ["ab", [], undefined],
    ["cat", ["bat", "hat"], "bat"],
  ])("to %j among %j is %j", (wrong, candidates, expected) => {
    expect(nearest(wrong, candidates)).toBe(expected);
  });

  it("is offered as a question", () => {
    expect(didYouMean("Uploded", ["Uploaded"])).toBe("did you mean Uploaded?");
    expect(didYouMean("x", [])).toBeUndefined();
  });
});
