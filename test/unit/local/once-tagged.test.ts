import { describe, expect, it } from "vitest";
import { untagged } from "../../../src/local/once-tagged.ts";

describe("taking tags away", () => {
  it("leaves a mark beside the others", () => {
    const row = { name: "s", tags: { a: "1", b: "2" } };

    expect(untagged(row, ["b", "z"])).toEqual({ name: "s", tags: { a: "1" }, wasTagged: true });
  });

  it("that are not there changes nothing", () => {
    const row = { tags: { a: "1" } };

    expect(untagged(row, ["z"])).toBe(row);
    expect(untagged({ tags: {} }, ["z"])).toEqual({ tags: {} });
  });
});
