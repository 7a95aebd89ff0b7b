import { describe, expect, it } from "vitest";
import { createKinesisWorld } from "../../../support/kinesis-world.ts";

const STREAM = { StreamName: "s" };
const ResourceARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";

describe("a stream's tags", () => {
  it("are the same by stream, by resource and to the tagging API", async () => {
    const world = await createKinesisWorld();
    await world.create("s");
    await world.call("AddTagsToStream", { ...STREAM, Tags: { a: "1", b: "2" } });
    await world.call("TagResource", { ResourceARN, Tags: { c: "3" } });
    await world.call("RemoveTagsFromStream", { ...STREAM, TagKeys: ["a"] });
    await world.call("UntagResource", { ResourceARN, TagKeys: ["z"] });
    const Tags = [
      { Key: "b", Value: "2" },
      { Key: "c", Value: "3" },
    ];

    expect(await world.call("ListTagsForStream", STREAM)).toEqual({ Tags, HasMoreTags: false });
    expect(await world.call("ListTagsForResource", { ResourceARN })).toEqual({ Tags });
    expect([...world.kinesis.tags.tagged("us-east-1")]).toEqual([
      { arn: ResourceARN, tags: { b: "2", c: "3" }, wasTagged: true },
    ]);
  });

  it("are paged by key", async () => {
    const world = await createKinesisWorld();
    await world.create("s");
    await world.call("AddTagsToStream", { ...STREAM, Tags: { c: "3", a: "1", b: "2" } });

    expect(await world.call("ListTagsForStream", { ...STREAM, Limit: 2 })).toMatchObject({
      Tags: [{ Key: "a" }, { Key: "b" }],
      HasMoreTags: true,
    });
    expect(await world.call("ListTagsForStream", { ...STREAM, ExclusiveStartTagKey: "b" })).toMatchObject({
      Tags: [{ Key: "c" }],
      HasMoreTags: false,
    });
  });

  it("are not found on what is not there", async () => {
    const world = await createKinesisWorld();

    await expect(world.call("TagResource", { ResourceARN, Tags: { a: "1" } })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    await expect(
      world.call("ListTagsForResource", { ResourceARN: `${ResourceARN}/consumer/c:1` }),
    ).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });
});
