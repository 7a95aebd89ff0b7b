import { describe, expect, it } from "vitest";
import { droppedTags, tagsToRemove, tagsToWrite } from "../../../src/core/tag-diff.ts";

const found = { tags: { team: "x", cost: "42", stage: "prod", "xflow.dev/instance": "test" } };

describe("tags that are no longer declared", () => {
  it("are taken off, where we wrote them and they are still there", () => {
    expect(droppedTags({ tags: { stage: "prod" } }, found, ["team", "stage", "gone"])).toEqual([
      { path: "tags.team", from: "x", to: undefined },
    ]);
  });

  it("are never the owner's, nor anybody else's", () => {
    expect(droppedTags({ tags: {} }, found, ["xflow.dev/instance", "xflow.dev/resource"])).toEqual([]);
    expect(droppedTags({ tags: {} }, found, [])).toEqual([]);
    expect(droppedTags({}, {}, ["team"])).toEqual([]);
  });

  it("are another call than those that are written", () => {
    const changes = [
      { path: "tags.a", from: "1", to: "2" },
      { path: "tags.b", from: "1", to: undefined },
      { path: "memoryMb", from: 1, to: undefined },
    ];

    expect(tagsToWrite(changes).tags).toEqual({ a: "2" });
    expect(tagsToRemove(changes).keys).toEqual(["b"]);
  });
});
