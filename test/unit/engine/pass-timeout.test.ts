import { describe, expect, it } from "vitest";
import { PassTimeoutError, withTimeout } from "../../../src/engine/pass-timeout.ts";
import type { PassSignals } from "../../../src/engine/workers.ts";
import { FakeClock } from "../../support/fake-clock.ts";

function setUp() {
  const clock = new FakeClock();
  const abandon = new AbortController();
  let timeouts = 0;
  const onTimeout = () => {
    timeouts++;
  };
  const signals: PassSignals = { stop: new AbortController().signal, abandon: abandon.signal };
  const run = <T>(pass: (own: PassSignals) => Promise<T>) =>
    withTimeout(signals, clock, { timeoutMs: 1_000, onTimeout }, pass);
  return { clock, abandon, signals, run, timeouts: () => timeouts };
}

describe("a pass with a time limit", () => {
  it("that ends in time leaves no timer behind", async () => {
    const { clock, run, signals, timeouts } = setUp();

    const stops: AbortSignal[] = [];
    expect(
      await clock.drive(
        run(async ({ stop }) => {
          stops.push(stop);
          await clock.sleep(999);
          return "done";
        }),
      ),
    ).toBe("done");

    expect(stops).toEqual([signals.stop]);
    expect([clock.sleeping, timeouts()]).toEqual([0, 0]);
  });

  it("is abandoned when it takes longer, which is told", async () => {
    const { clock, run, timeouts } = setUp();
    const startedAtMs = clock.now();

    const running = run(({ abandon }) => clock.sleep(60_000, abandon));

    await expect(clock.drive(running)).rejects.toThrow(PassTimeoutError);
    await expect(running).rejects.toThrow("the pass did not end within 1000 ms and was abandoned");
    expect([clock.now() - startedAtMs, clock.sleeping, timeouts()]).toEqual([1_000, 0, 1]);
  });

  it("is abandoned when all are", async () => {
    const { clock, run, abandon, timeouts } = setUp();
    const running = run((own) => clock.sleep(60_000, own.abandon));

    abandon.abort(new Error("the end"));

    await expect(clock.drive(running)).rejects.toThrow("the end");
    expect([clock.sleeping, timeouts()]).toEqual([0, 0]);
  });

  it("is abandoned from the beginning when all are already", async () => {
    const { clock, run, abandon } = setUp();
    abandon.abort(new Error("the end"));

    await expect(clock.drive(run((own) => clock.sleep(60_000, own.abandon)))).rejects.toThrow("the end");
  });

  it("may fail by itself", async () => {
    const { clock, run } = setUp();

    await expect(clock.drive(run(() => Promise.reject(new Error("no"))))).rejects.toThrow("no");
    expect(clock.sleeping).toBe(0);
  });
});
