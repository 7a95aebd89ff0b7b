import { describe, expect, it } from "vitest";
import { sameSet } from "../../../src/core/canonical.ts";
import { changesAt, diff, entryKey, type Field, type State } from "../../../src/core/diff.ts";
import { keepIgnored } from "../../../src/core/ignored-paths.ts";

const fields: readonly Field[] = [
  { path: "memoryMb" },
  { path: "layers" },
  { path: "patterns", isSame: sameSet },
  { path: "environment", map: "exact", sensitive: true },
  { path: "tags", map: "declared" },
  { path: "concurrency", onlyIfDeclared: true },
];

const same: State = {
  memoryMb: 128,
  layers: ["a", "b"],
  patterns: [1, 2],
  environment: { LEVEL: "info" },
  tags: { team: "x" },
};

describe("diff", () => {
  it.each<{ reason: string; wanted: State; found: State; paths: readonly string[] }>([
    { reason: "equal states do not differ", wanted: same, found: same, paths: [] },
    { reason: "a value", wanted: { ...same, memoryMb: 256 }, found: same, paths: ["memoryMb"] },
    {
      reason: "lists have an order",
      wanted: { ...same, layers: ["b", "a"] },
      found: same,
      paths: ["layers"],
    },
    { reason: "sets have none", wanted: { ...same, patterns: [2, 1] }, found: same, paths: [] },
    {
      reason: "entries of a map, in the order of their keys",
      wanted: { ...same, environment: { B: "1", A: "1" } },
      found: same,
      paths: ["environment.A", "environment.B", "environment.LEVEL"],
    },
    {
      reason: "tags of others stay",
      wanted: same,
      found: { ...same, tags: { team: "x", cost: "7" } },
      paths: [],
    },
    {
      reason: "what is not declared and not managed then",
      wanted: same,
      found: { ...same, concurrency: 5 },
      paths: [],
    },
    {
      reason: "zero is not the same as unset",
      wanted: { ...same, concurrency: 0 },
      found: same,
      paths: ["concurrency"],
    },
    {
      reason: "a map that is missing is empty",
      wanted: same,
      found: { ...same, tags: undefined },
      paths: ["tags.team"],
    },
    {
      reason: "names every object has are names like others",
      wanted: { ...same, environment: { LEVEL: "info", constructor: "1" } },
      found: same,
      paths: ["environment.constructor"],
    },
  ])("$reason", ({ wanted, found, paths }) => {
    expect(diff(fields, wanted, found).map(({ path }) => path)).toEqual(paths);
  });

  it("says from what to what, and what must not be shown", () => {
    const [memory, level] = diff(fields, { ...same, memoryMb: 256, environment: {} }, same);

    expect(memory).toEqual({ path: "memoryMb", from: 128, to: 256 });
    expect(level).toEqual({ path: "environment.LEVEL", from: "info", to: undefined, sensitive: true });
  });

  it("finds changes by field, entries included", () => {
    const changes = diff(fields, { ...same, tags: { "a.b": "1" }, memoryMb: 1 }, same);

    expect(changesAt(changes, "tags").map(entryKey)).toEqual(["a.b"]);
    expect(changesAt(changes, "tag")).toEqual([]);
  });
});

describe("ignored paths", () => {
  const found = { ...same, environment: { LEVEL: "debug", EXTRA: "1" } };

  it("make no difference", () => {
    const wanted = keepIgnored({ ...same, memoryMb: 1 }, found, ["memoryMb", "environment.LEVEL"]);

    expect(diff(fields, wanted, found).map(({ path }) => path)).toEqual(["environment.EXTRA"]);
  });

  it("travel along with their value in AWS when the whole map is written", () => {
    const wanted = keepIgnored({ ...same, environment: { LEVEL: "info", NEW: "1" } }, found, [
      "environment.LEVEL",
      "environment.EXTRA",
    ]);

    expect(wanted.environment).toEqual({ LEVEL: "debug", EXTRA: "1", NEW: "1" });
  });

  it("stay unset when AWS has nothing there", () => {
    const wanted = keepIgnored({ ...same, concurrency: 3 }, same, ["concurrency", "tags.team"]);

    expect(wanted).toMatchObject({ tags: { team: "x" } });
    expect(wanted.concurrency).toBeUndefined();
  });

  it("that name no map of the resource are passed over", () => {
    expect(keepIgnored(same, found, ["memoryMb.x", "nothing.y"])).toEqual(same);
  });
});
