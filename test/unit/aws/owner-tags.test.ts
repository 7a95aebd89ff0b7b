import { describe, expect, it } from "vitest";
import type { Tags } from "../../../src/api/resource.ts";
import type { Listing } from "../../../src/aws/fleet/shared-list.ts";
import { createOwnerTags, type TagQuery } from "../../../src/aws/owner-tags.ts";
import { fromTags, toTags } from "../../../src/aws/tag-lists.ts";
import type { Disposition } from "../../../src/core/call-error.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const arn = "arn:aws:kinesis:eu-west-1:1:stream/s";
const ours: Tags = { "xflow.dev/instance": "test", "xflow.dev/resource": "default/Stream/s" };

const denied: Disposition = { kind: "auth", reason: "AccessDenied" };
const transient: Disposition = { kind: "transient" };

function setUp(indexed: ReadonlyMap<string, Tags> | "denied" | "failing" = new Map()) {
  const clock = new FakeClock(1_000_000);
  let lists = 0;
  let reads = 0;
  let direct: Tags = ours;
  const list = {
    pages: () => 1,
    begunAtMs: () => undefined,
    get: async (): Promise<Listing<Tags>> => {
      lists += 1;
      const startedAtMs = clock.now();
      if (typeof indexed === "string") {
        const disposition = indexed === "denied" ? denied : transient;
        return { kind: "unknown", startedAtMs, reason: indexed, disposition };
      }
      return { kind: "listed", startedAtMs, rows: indexed };
    },
  };
  const tags = createOwnerTags({
    clock,
    instance: "test",
    fleet: { tagged: { main: list, mappings: list } },
  });
  const find = (query: Partial<TagQuery> = {}) =>
    tags.find({
      arn,
      incarnation: "1",
      newerThan: clock.now(),
      index: "main",
      read: async () => {
        reads += 1;
        return direct;
      },
      ...query,
    });
  const setDirect = (next: Tags) => {
    direct = next;
  };
  return { clock, tags, find, setDirect, counts: () => ({ lists, reads }) };
}

describe("owner tags", () => {
  it("come from the index, where it has them", async () => {
    const { find, counts } = setUp(new Map([[arn, ours]]));

    expect(await find()).toEqual({ kind: "known", tags: ours });
    expect(counts()).toEqual({ lists: 1, reads: 0 });
  });

  it("are read from the owner where the index lacks them, once while they are ours", async () => {
    const { clock, find, counts } = setUp();

    await find();
    await clock.advance(3_600_000);
    await find();

    expect(counts().reads).toBe(1);
  });

  it("that are not ours are read again each time something newer is needed", async () => {
    const { clock, find, setDirect, counts } = setUp();
    setDirect({});

    const newerThan = clock.now();
    await find({ newerThan });
    await find({ newerThan });
    expect(counts().reads).toBe(1);
    await clock.advance(10);
    setDirect(ours);

    expect(await find()).toEqual({ kind: "known", tags: ours });
  });

  it("that we wrote are believed while the index lags behind", async () => {
    const { clock, tags, find, counts } = setUp(new Map([[arn, { team: "old" }]]));

    tags.wrote(arn, ours);
    await clock.advance(60_000);
    expect(await find()).toEqual({ kind: "known", tags: ours });
    expect(counts().lists).toBe(0);
    await clock.advance(61_000);

    expect(await find()).toEqual({ kind: "known", tags: { team: "old" } });
  });

  it("that we add are added to those known", async () => {
    const { tags, find } = setUp(new Map([[arn, { ...ours, team: "a" }]]));
    await find();

    tags.wrote(arn, { team: "b" });

    expect(await find()).toEqual({ kind: "known", tags: { ...ours, team: "b" } });
  });

  it("are read anew for what was deleted and made again under the same ARN", async () => {
    const { find, setDirect } = setUp();
    await find({ incarnation: "1" });
    setDirect({});

    expect(await find({ incarnation: "2" })).toEqual({ kind: "known", tags: {} });
  });

  it("are not remembered for long of what may be made anew unnoticed", async () => {
    const { clock, find, counts } = setUp();
    await find({ incarnation: undefined });
    await clock.advance(599_000);
    await find({ incarnation: undefined });
    expect(counts().reads).toBe(1);
    await clock.advance(2_000);
    await find({ incarnation: undefined });

    expect(counts().reads).toBe(2);
  });

  it("of mappings are remembered before any list is read", async () => {
    const { clock, find, counts } = setUp();
    await find({ index: "mappings" });
    await clock.advance(3_600_000);
    await find({ index: "mappings" });

    expect(counts()).toEqual({ lists: 1, reads: 1 });
  });

  it("are done without the index where that is denied, and unknown where it fails", async () => {
    expect(await setUp("denied").find()).toEqual({ kind: "known", tags: ours });
    expect(await setUp("failing").find()).toEqual({
      kind: "unknown",
      reason: "failing",
      disposition: { kind: "transient" },
    });
  });

  it("of what is gone are forgotten", async () => {
    const { tags, find, counts } = setUp();
    await find();
    tags.forget(arn);
    await find();

    expect(counts().reads).toBe(2);
  });

  it("that we took off are gone, though the index still has them", async () => {
    const { tags, find } = setUp(new Map([[arn, { ...ours, team: "a" }]]));
    await find();

    tags.tookOff(arn, ["team"]);

    expect(await find()).toEqual({ kind: "known", tags: ours });
  });

  it("that nobody looked at cannot be taken off in memory", async () => {
    const { tags, find } = setUp(new Map([[arn, { ...ours, team: "a" }]]));

    tags.tookOff(arn, ["team"]);

    expect(await find()).toEqual({ kind: "known", tags: { ...ours, team: "a" } });
  });

  it("are read from the owner at once, when a query says so", async () => {
    const { find, setDirect, counts } = setUp(new Map([[arn, ours]]));
    await find();
    setDirect({ team: "b" });

    expect(await find({ anew: "service" })).toEqual({ kind: "known", tags: { team: "b" } });
    expect(counts().reads).toBe(1);
  });

  it("read from the owner right after our write outlast an index that lags", async () => {
    const { tags, find, setDirect } = setUp(new Map([[arn, { ...ours, team: "old" }]]));
    tags.wrote(arn, { ...ours, team: "new" });
    setDirect({ ...ours, team: "new", cost: "42" });
    await find({ anew: "service" });

    expect(await find()).toEqual({ kind: "known", tags: { ...ours, team: "new", cost: "42" } });
  });

  it("remembered as ours are doubted by a query for what is newer than that", async () => {
    const { clock, find, setDirect, counts } = setUp("denied");
    await find();
    await clock.advance(1_000);
    setDirect({});

    expect(await find()).toEqual({ kind: "known", tags: ours });
    expect(await find({ anew: "index" })).toEqual({ kind: "known", tags: {} });
    expect(counts().reads).toBe(2);
  });

  it("are maps and lists of the same", () => {
    expect(toTags(fromTags(ours))).toEqual(ours);
    expect(toTags([{ Key: "empty" }, { Value: "no key" }])).toEqual({ empty: "" });
  });
});
