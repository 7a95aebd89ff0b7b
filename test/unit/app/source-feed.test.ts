import { describe, expect, it } from "vitest";
import { SourceFeed } from "../../../src/app/source-feed.ts";
import type { SourceReading } from "../../../src/engine/ports.ts";

function missing(reason: string): SourceReading {
  return { kind: "missing", reason };
}

function collect() {
  const taken: SourceReading[] = [];
  return { taken, taker: (reading: SourceReading) => taken.push(reading) };
}

describe("the feed of readings", () => {
  it("gives who comes what there is, and then what is new", () => {
    const feed = new SourceFeed();
    const { taken, taker } = collect();
    feed.give(missing("a"));
    feed.give(missing("b"));

    feed.takeWith(taker);
    feed.give(missing("c"));

    expect(taken).toEqual([missing("b"), missing("c")]);
    expect(feed.latest).toEqual(missing("c"));
  });

  it("gives nothing while there is nothing", () => {
    const feed = new SourceFeed();
    const { taken, taker } = collect();

    feed.takeWith(taker);

    expect(taken).toEqual([]);
    expect(feed.latest).toBeUndefined();
  });

  it("gives nothing to who has left, and remembers for who comes next", () => {
    const feed = new SourceFeed();
    const first = collect();
    const second = collect();
    const leave = feed.takeWith(first.taker);

    leave();
    feed.give(missing("a"));
    feed.takeWith(second.taker);

    expect(first.taken).toEqual([]);
    expect(second.taken).toEqual([missing("a")]);
  });
});
