import { describe, expect, it } from "vitest";
import { createAgeingMap } from "../../../src/core/ageing-map.ts";

const dayMs = 24 * 3_600_000;

function setUp() {
  let nowMs = 0;
  const map = createAgeingMap<number>({ now: () => nowMs });
  const daysPass = (days: number) => {
    nowMs += days * dayMs;
  };
  return { map, daysPass };
}

describe("an ageing map", () => {
  it("keeps what is asked for now and then", () => {
    const { map, daysPass } = setUp();
    map.set("a", 1);

    for (let day = 0; day < 100; day++) {
      daysPass(1);
      expect(map.get("a")).toBe(1);
    }
  });

  it("forgets what nobody asked for in four days", () => {
    const { map, daysPass } = setUp();
    map.set("a", 1);

    daysPass(2);
    map.set("b", 2);
    daysPass(2);

    expect([map.get("a"), map.get("b")]).toEqual([undefined, 2]);
  });

  it("forgets what is deleted, however old it is", () => {
    const { map, daysPass } = setUp();
    map.set("a", 1);
    daysPass(2);
    map.set("b", 2);

    map.delete("a");
    map.delete("b");

    expect([map.get("a"), map.get("b")]).toEqual([undefined, undefined]);
  });
});
