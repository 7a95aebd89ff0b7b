import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCallBudgets } from "../../src/aws/call-budget.ts";
import { quotaBucketOf } from "../../src/aws/quota-buckets.ts";
import { FakeClock } from "../support/fake-clock.ts";

const { perSecond } = quotaBucketOf("lambda", "CreateFunction");
/** What AWS lets through at once before its rate counts, in seconds of the rate. */
const awsBurstSeconds = 1;

const workers = 32;

/** AWS's side: a bucket that others draw on too. */
class Metered {
  readonly #clock: FakeClock;
  tokens = perSecond * awsBurstSeconds;
  #atMs: number;
  /** Others' share of the rate. */
  othersShare = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
    this.#atMs = clock.now();
  }

  admits(): boolean {
    const gained = ((this.#clock.now() - this.#atMs) / 1_000) * perSecond * (1 - this.othersShare);
    this.tokens = Math.min(perSecond * awsBurstSeconds, this.tokens + gained);
    this.#atMs = this.#clock.now();
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

type Budget = ReturnType<ReturnType<typeof createCallBudgets>>;

/** So many calls, made by as many at once as the engine has workers, as fast as the budget lets them; refused ones are repeated. */
async function makeCalls(clock: FakeClock, aws: Metered, budget: Budget, count: number) {
  let refused = 0;
  let left = count;
  const startedAtMs = clock.now();
  const call = async (): Promise<void> => {
    await budget.take("lambda", "CreateFunction");
    if (aws.admits()) return;
    refused += 1;
    budget.throttled("lambda", "CreateFunction");
    await call();
  };
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await clock.drive(Promise.all(Array.from({ length: workers }, work)));
  return { refused, tookMs: clock.now() - startedAtMs };
}

describe("a call budget against AWS's meter", () => {
  it("is refused nothing while nobody else draws on the quota", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (count) => {
        const clock = new FakeClock();
        const budget = createCallBudgets(clock)("1", "eu");

        expect((await makeCalls(clock, new Metered(clock), budget, count)).refused).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it("is refused little while others take a part of it, and gets back to its full rate afterwards", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: 70 }),
        fc.integer({ min: 200, max: 600 }),
        async (othersPercent, count) => {
          const clock = new FakeClock();
          const aws = new Metered(clock);
          const budget = createCallBudgets(clock)("1", "eu");
          aws.othersShare = othersPercent / 100;

          const contended = await makeCalls(clock, aws, budget, count);

          const fairMs = ((count - perSecond) / (perSecond * (1 - aws.othersShare))) * 1_000;
          expect(contended.refused / (count + contended.refused)).toBeLessThan(0.08);
          expect(contended.tookMs).toBeLessThan(fairMs + 10_000);

          aws.othersShare = 0;
          await clock.advance(20_000);
          const { refused, tookMs } = await makeCalls(clock, aws, budget, 300);
          expect(refused).toBe(0);
          expect(tookMs).toBeLessThanOrEqual((300 / perSecond) * 1_000);
        },
      ),
      { numRuns: 200 },
    );
  });
});
