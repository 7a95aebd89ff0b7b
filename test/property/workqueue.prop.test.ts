import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../src/api/resource.ts";
import type { Disposition } from "../../src/core/call-error.ts";
import { createRateLimiter } from "../../src/engine/rate-limiter.ts";
import { runWorkers } from "../../src/engine/workers.ts";
import { type Priority, Workqueue } from "../../src/engine/workqueue.ts";
import { FakeClock } from "../support/fake-clock.ts";

interface Addition {
  readonly atMs: number;
  readonly key: ResourceKey;
  readonly delayMs: number;
  readonly priority: Priority;
}

const additions: fc.Arbitrary<readonly Addition[]> = fc.array(
  fc.record({
    atMs: fc.nat(2_000),
    key: fc.constantFrom<ResourceKey>("default/Role/a", "default/Role/b", "default/Role/c", "default/Role/d"),
    delayMs: fc.oneof(fc.constant(0), fc.nat(500)),
    priority: fc.constantFrom<Priority>("urgent", "fresh", "resync"),
  }),
  { maxLength: 60 },
);

interface Pass {
  readonly key: ResourceKey;
  readonly startMs: number;
  endMs: number;
}

/** Makes the additions at their times while workers pass, each pass taking `passMs`. */
async function work(all: readonly Addition[], workers: number, passMs: number): Promise<readonly Pass[]> {
  const clock = new FakeClock(0);
  const queue = new Workqueue(clock);
  const stop = new AbortController();
  const passes: Pass[] = [];
  const adding = all.map(async ({ atMs, key, delayMs, priority }) => {
    await clock.sleep(atMs);
    if (delayMs === 0) queue.add(key, priority);
    else queue.addAfter(key, delayMs, priority);
  });
  const running = runWorkers({
    queue,
    clock,
    workers,
    signal: stop.signal,
    drainMs: 1,
    onPanic: (_key, error) => {
      throw error;
    },
    pass: async (key) => {
      const pass = { key, startMs: clock.now(), endMs: Number.POSITIVE_INFINITY };
      passes.push(pass);
      await clock.sleep(passMs);
      pass.endMs = clock.now();
    },
  });
  await clock.drive(Promise.all(adding).then(() => queue.whenIdle()));
  stop.abort();
  await running;
  expect(clock.sleeping).toBe(0);
  return passes;
}

const scenario = [additions, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 300 })] as const;

describe("the workqueue", () => {
  it("loses nothing: after every addition a pass starts", async () => {
    await fc.assert(
      fc.asyncProperty(...scenario, async (all, workers, passMs) => {
        const passes = await work(all, workers, passMs);

        const lost = all.filter(
          ({ key, atMs }) => !passes.some((pass) => pass.key === key && pass.startMs >= atMs),
        );
        expect(lost).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it("never has two workers on one key", async () => {
    await fc.assert(
      fc.asyncProperty(...scenario, async (all, workers, passMs) => {
        const passes = await work(all, workers, passMs);

        for (const [index, pass] of passes.entries()) {
          const next = passes.slice(index + 1).find(({ key }) => key === pass.key);
          expect(next?.startMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(pass.endMs);
        }
      }),
      { numRuns: 80 },
    );
  });

  it("passes no more often than it was asked to", async () => {
    await fc.assert(
      fc.asyncProperty(...scenario, async (all, workers, passMs) => {
        const passes = await work(all, workers, passMs);

        for (const key of new Set(all.map((addition) => addition.key))) {
          const asked = all.filter((addition) => addition.key === key).length;
          expect(passes.filter((pass) => pass.key === key).length).toBeLessThanOrEqual(asked);
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe("the rate limiter", () => {
  const key: ResourceKey = "default/Role/a";
  const retried = fc.constantFrom<Disposition>({ kind: "transient" }, { kind: "throttled" });

  it("grows to a cap, and starts anew once the key is forgotten", () => {
    fc.assert(
      fc.property(retried, fc.integer({ min: 8, max: 40 }), (disposition, failures) => {
        const limiter = createRateLimiter({ next: () => 0.999_999 });
        const rest = () => limiter.delayAfter(key, disposition) ?? Number.NaN;
        const first = rest();
        const rests = Array.from({ length: failures }, rest);

        expect(rests).toEqual([...rests].sort((a, b) => a - b));
        expect(rests.at(-1)).toBe(rests.at(-2));
        expect(rests.at(-1)).toBeLessThan(45_000);
        limiter.forget(key);
        expect(rest()).toBe(first);
      }),
    );
  });

  it("rests between nothing and the ceiling, whatever the dice say", () => {
    fc.assert(
      fc.property(
        retried,
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        fc.nat(40),
        (kind, roll, failures) => {
          const limiter = createRateLimiter({ next: () => roll });
          for (let failure = 0; failure < failures; failure++) limiter.delayAfter(key, kind);

          const rest = limiter.delayAfter(key, kind);

          expect(rest).toBeGreaterThanOrEqual(0);
          expect(rest).toBeLessThan(45_000);
        },
      ),
    );
  });
});
