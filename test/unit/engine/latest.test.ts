import { describe, expect, it } from "vitest";
import { Latest } from "../../../src/engine/latest.ts";

function setUp() {
  const dealt: string[] = [];
  const problems: string[] = [];
  let finish: () => void = () => undefined;
  const latest = new Latest<string>(
    async (given) => {
      dealt.push(given);
      if (given === "bad") throw new Error("cannot be dealt with");
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
    (doing, error) => problems.push(`${doing}: ${error}`),
    "reading",
  );
  return { latest, dealt, problems, finish: () => finish() };
}

describe("the latest of several things", () => {
  it("is dealt with after the one under way, and those in between are not", async () => {
    const { latest, dealt, finish } = setUp();

    for (const given of ["a", "b", "c"]) latest.give(given);
    expect(dealt).toEqual(["a"]);
    finish();
    await new Promise(setImmediate);
    finish();
    await latest.idle();

    expect(dealt).toEqual(["a", "c"]);
  });

  it("is told when it cannot be dealt with, and the next is", async () => {
    const { latest, dealt, problems, finish } = setUp();
    latest.give("bad");
    await latest.idle();

    latest.give("good");
    finish();
    await latest.idle();

    expect(problems).toEqual(["reading: Error: cannot be dealt with"]);
    expect(dealt).toEqual(["bad", "good"]);
  });

  it("is nothing at first", async () => {
    const { latest, dealt } = setUp();

    await latest.idle();

    expect(dealt).toEqual([]);
  });
});
