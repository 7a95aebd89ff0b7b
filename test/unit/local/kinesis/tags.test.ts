import { describe, expect, it } from "vitest";
import { tagMap, withTags } from "../../../../src/local/kinesis/tags.ts";

const FIFTY = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, "v"]));

describe("tags", () => {
  it("are added and replaced by key", () => {
    expect(withTags({ a: "1", b: "2" }, { b: "3", c: "4" })).toEqual({ a: "1", b: "3", c: "4" });
  });

  it("are fifty at most", () => {
    expect(Object.keys(withTags(FIFTY, { k0: "w" }))).toHaveLength(50);
    expect(() => withTags(FIFTY, { other: "w" })).toThrow(/cannot have more than 50 tags/);
  });

  it("do not take a reserved key", () => {
    expect(() => withTags({}, { "aws:x": "v" })).toThrow(/must not start with aws:/);
  });

  it("take letters of any script and refuse other characters", () => {
    expect(tagMap({ "größe/x": "日本 1+1=2" }, "tags")).toEqual({ "größe/x": "日本 1+1=2" });
    expect(() => tagMap({ "a*": "v" }, "tags")).toThrow(
      expect.objectContaining({ code: "ValidationException" }),
    );
  });
});
