import { describe, expect, it } from "vitest";
import { listMappings } from "../../../../src/local/mapping/list.ts";
import { DEFAULT_OPTIONS, type MappingRow } from "../../../../src/local/mapping/mapping-row.ts";
import { mappingArn, openMappingStore } from "../../../../src/local/mapping/mapping-store.ts";
import type { JsonObject } from "../../../../src/local/service.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { madeUpCall } from "../../../support/made-up-call.ts";
import { createMappingBench } from "../../../support/mapping-bench.ts";

const streamArn = (name: string) => `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`;

const rowOf = (number: number, region = "us-east-1"): MappingRow => {
  const uuid = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  return {
    uuid,
    arn: mappingArn(region, "000000000000", uuid),
    streamArn: streamArn(number % 2 === 0 ? "even" : "odd"),
    functionArn: `arn:aws:lambda:${region}:000000000000:function:f${number % 3}`,
    startingPosition: "LATEST",
    startingTimestampMs: undefined,
    options: DEFAULT_OPTIONS,
    state: "Disabled",
    settlesTo: "Disabled",
    settlesAt: 0,
    createdAt: 0,
    modifiedAt: 0,
    lastResult: "",
    tags: {},
  };
};

async function listing(count: number) {
  const store = await openMappingStore(await openStorage(undefined));
  for (let number = count; number > 0; number -= 1) await store.save(rowOf(number));
  await store.save(rowOf(999, "eu-west-1"));
  const list = (input: JsonObject) => {
    const { EventSourceMappings, NextMarker } = listMappings(
      store,
      madeUpCall("ListEventSourceMappings", input),
    );
    return {
      numbers: (EventSourceMappings as JsonObject[]).map(({ UUID }) => Number(String(UUID).slice(-12))),
      marker: NextMarker,
    };
  };
  return list;
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("ListEventSourceMappings", () => {
  it("answers pages of at most 100, of one region", async () => {
    const list = await listing(250);
    const first = list({});
    const second = list({ Marker: first.marker, MaxItems: "500" });
    const third = list({ Marker: second.marker });

    expect([first.numbers, second.numbers, third.numbers]).toEqual([
      upTo(1, 100),
      upTo(101, 200),
      upTo(201, 250),
    ]);
    expect(third.marker).toBeUndefined();
  });

  it("answers fewer when asked to, and no marker after the last", async () => {
    const list = await listing(4);

    expect(list({ MaxItems: "2" }).numbers).toEqual([1, 2]);
    expect(list({ MaxItems: 4 })).toEqual({ numbers: [1, 2, 3, 4], marker: undefined });
  });

  it("filters by source and by function, whatever form its name has", async () => {
    const list = await listing(12);

    expect(list({ EventSourceArn: streamArn("even") }).numbers).toEqual([2, 4, 6, 8, 10, 12]);
    expect(list({ FunctionName: "f1" }).numbers).toEqual([1, 4, 7, 10]);
    expect(
      list({ FunctionName: "000000000000:function:f1", EventSourceArn: streamArn("odd") }).numbers,
    ).toEqual([1, 7]);
    expect(list({ FunctionName: "f1:live" }).numbers).toEqual([]);
  });

  it.each(["0", "10001", "many"])("refuses MaxItems %s", async (MaxItems) => {
    const list = await listing(1);

    expect(() => list({ MaxItems })).toThrow("maxItems");
  });

  it("refuses a function name that is none", async () => {
    const list = await listing(1);

    expect(() => list({ FunctionName: "a b" })).toThrow("Function does not exist");
  });

  it("shows the same as Get", async () => {
    const { world, map, get } = await createMappingBench();
    const uuid = await map({
      BatchSize: 3,
      FilterCriteria: { Filters: [{ Pattern: '{"data":{"a":["x"]}}' }] },
    });

    expect(await world.call("ListEventSourceMappings")).toEqual({ EventSourceMappings: [await get(uuid)] });
  });
});

describe("tags of mappings", () => {
  it("are set at creation, changed by ARN, and seen by the tagging API", async () => {
    const { world, map } = await createMappingBench();
    const arn = mappingArn("us-east-1", "000000000000", await map({ Tags: { a: "1", b: "2" } }));
    await world.mappings.tag(arn, { b: "3", c: "4" });
    await world.mappings.untag(arn, ["a", "z"]);

    expect(world.mappings.tagsOf(arn)).toEqual({ b: "3", c: "4" });
    expect([...world.mappings.tags.tagged("us-east-1")]).toEqual([
      { arn, tags: { b: "3", c: "4" }, wasTagged: true },
    ]);
    expect([...world.mappings.tags.tagged("eu-west-1")]).toEqual([]);
  });

  it("answer 404 for a mapping that does not exist, and refuse tags that AWS refuses", async () => {
    const { world, map } = await createMappingBench();
    const arn = mappingArn("us-east-1", "000000000000", await map());

    expect(() => world.mappings.tagsOf("arn:aws:lambda:x")).toThrow("does not exist");
    await expect(world.mappings.tag(arn, { "aws:a": "1" })).rejects.toThrow("Invalid tag key");
  });
});
