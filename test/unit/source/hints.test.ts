import { beforeEach, describe, expect, it } from "vitest";
import { createHints, type Hints } from "../../../src/source/hints.ts";
import { FakeClock } from "../../support/fake-clock.ts";

let clock: FakeClock;
let hints: Hints;
beforeEach(() => {
  clock = new FakeClock();
  hints = createHints(clock, 50);
});

/** What comes, and after how many milliseconds. */
async function taken(next: Promise<unknown>): Promise<unknown> {
  const startMs = clock.now();
  const hint = await clock.drive(next);
  return [hint, clock.now() - startMs];
}

describe("hints", () => {
  it("are taken once it has been quiet for the debounce time", async () => {
    hints.give("look");

    expect(await taken(hints.next(5_000))).toEqual(["look", 50]);
    expect(clock.sleeping).toBe(0);
  });

  it("end the wait for the next poll", async () => {
    const next = hints.next(5_000);
    await clock.advance(3_000);
    hints.give("read");

    expect(await taken(next)).toEqual(["read", 50]);
  });

  it("of a burst are taken together after its end, the strongest counts", async () => {
    const next = hints.next(5_000);
    for (const hint of ["look", "read", "look"] as const) {
      await clock.advance(30);
      hints.give(hint);
    }

    expect(await taken(next)).toEqual(["read", 50]);
    expect(await taken(hints.next(5_000))).toEqual(["poll", 5_000]);
  });

  it("of a burst without an end are taken after a second", async () => {
    const startMs = clock.now();
    let isTaken = false;
    const next = hints.next(5_000).then(() => {
      isTaken = true;
    });
    while (!isTaken) {
      hints.give("read");
      await clock.advance(10);
    }
    await next;

    expect(clock.now() - startMs).toBeLessThanOrEqual(1_100);
  });

  it("that are urgent are taken at once, with those that wait", async () => {
    hints.give("read");
    const next = hints.next(5_000);
    hints.give("look", true);

    expect(await taken(next)).toEqual(["read", 0]);
  });

  it("do not wait for a clock that was set back", async () => {
    const startMs = clock.now();
    let shiftMs = 0;
    const shifted = createHints(
      { now: () => clock.now() + shiftMs, sleep: (ms, signal) => clock.sleep(ms, signal) },
      50,
    );
    shifted.give("look");
    shiftMs = -3_600_000;

    await clock.drive(shifted.next(5_000));

    expect(clock.now() - startMs).toBeLessThanOrEqual(1_000);
  });

  it("tell whether contents have changed since they were taken", async () => {
    hints.give("look");
    expect(hints.hasRead()).toBe(false);
    hints.give("read");
    expect(hints.hasRead()).toBe(true);
    await clock.drive(hints.next(5_000));
    expect(hints.hasRead()).toBe(false);
  });

  it("end when closed, waiting or not", async () => {
    const waiting = hints.next(5_000);
    await clock.advance(1);
    hints.close();

    expect(await waiting).toBeUndefined();
    hints.give("read");
    expect(await hints.next(5_000)).toBeUndefined();
    expect(clock.sleeping).toBe(0);
  });
});
