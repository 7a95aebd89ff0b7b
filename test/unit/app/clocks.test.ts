import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createClock, createLeaseClock } from "../../../src/app/clocks.ts";

afterEach(() => vi.restoreAllMocks());

/** The machine's two clocks, standing still until set. */
function machine() {
  const at = { wallMs: 1_000_000, tickMs: 500 };
  vi.spyOn(Date, "now").mockImplementation(() => at.wallMs);
  vi.spyOn(performance, "now").mockImplementation(() => at.tickMs);
  return at;
}

describe("the controller's clock", () => {
  it("starts with the machine's time and runs as many times as fast as it is told", () => {
    const at = machine();
    const clock = createClock(4);
    expect(clock.now()).toBe(1_000_000);

    at.tickMs += 250;

    expect(clock.now()).toBe(1_001_000);
  });

  it("does not go back when somebody sets the machine's", () => {
    const at = machine();
    const clock = createClock(1);
    at.tickMs += 100;

    at.wallMs -= 3_600_000;

    expect(clock.now()).toBe(1_000_100);
  });

  it("sleeps as much shorter, and ends with the signal", async () => {
    const stop = new AbortController();
    const clock = createClock(1_000_000);
    await clock.sleep(60_000);

    const sleeping = createClock(1).sleep(60_000, stop.signal);
    stop.abort();

    await expect(sleeping).rejects.toThrow("aborted");
  });
});

describe("the lease's clock", () => {
  it("counts the time that the machine slept", () => {
    const at = machine();
    const clock = createLeaseClock();

    at.wallMs += 60_000;
    at.tickMs += 5;

    expect(clock.now()).toBe(1_060_000);
  });

  it("counts on when the machine's time is set back", () => {
    const at = machine();
    const clock = createLeaseClock();
    at.wallMs -= 3_600_000;
    at.tickMs += 5_000;

    expect(clock.now()).toBe(1_005_000);
  });

  it("does not go back once it was ahead", () => {
    const at = machine();
    const clock = createLeaseClock();
    at.wallMs += 60_000;
    clock.now();

    at.wallMs -= 50_000;
    at.tickMs += 100;

    expect(clock.now()).toBe(1_060_000);
  });

  it("sleeps by the machine's, and ends with the signal", async () => {
    const stop = new AbortController();
    const clock = createLeaseClock();
    await clock.sleep(0);

    const sleeping = Promise.race([clock.sleep(60_000, stop.signal), sleep(60_000, undefined, stop)]);
    stop.abort();

    await expect(sleeping).rejects.toThrow("aborted");
  });
});
