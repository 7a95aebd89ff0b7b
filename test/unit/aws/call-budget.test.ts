import { describe, expect, it } from "vitest";
import { createCallBudgets } from "../../../src/aws/call-budget.ts";
import { FakeClock } from "../../support/fake-clock.ts";

function setUp() {
  const clock = new FakeClock();
  const startedAtMs = clock.now();
  const budgets = createCallBudgets(clock);
  const times: number[] = [];
  const take = (operation = "ListFunctions", budget = budgets("1", "eu"), service = "lambda") =>
    budget.take(service, operation).then(() => times.push(clock.now() - startedAtMs));
  return { clock, budgets, times, take };
}

/** Of the calls after the first second, when what was saved up is used up. */
function perSecond(times: readonly number[]): number {
  const later = times.filter((time) => time >= 1_000);
  return ((later.length - 1) * 1_000) / ((later.at(-1) ?? 0) - (later[0] ?? 0));
}

describe("call budget", () => {
  it("lets calls pass at the rate of their bucket, after a burst", async () => {
    const { clock, times, take } = setUp();

    await clock.drive(Promise.all(Array.from({ length: 90 }, () => take())));

    expect(times.filter((time) => time === 0)).toHaveLength(9);
    expect(perSecond(times)).toBeCloseTo(15, 0);
  });

  it("never passes more than a second's worth and the burst in any second", async () => {
    const { clock, times, take } = setUp();

    await clock.drive(Promise.all(Array.from({ length: 100 }, () => take())));

    const most = Math.max(
      ...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length),
    );
    expect(most).toBeLessThanOrEqual(15 + 9);
  });

  it("counts nearly all of Lambda's control plane together, GetFunction apart", async () => {
    const { clock, times, take } = setUp();
    const shared = ["CreateFunction", "ListEventSourceMappings", "TagResource"];

    await clock.drive(Promise.all(Array.from({ length: 30 }, (_, index) => take(shared[index % 3]))));
    const sharedDone = times.at(-1) ?? 0;
    await clock.drive(take("GetFunction"));

    expect(sharedDone).toBeGreaterThan(1_000);
    expect(times.at(-1)).toBe(sharedDone);
  });

  it("keeps accounts and regions apart, but IAM is the account's", async () => {
    const { clock, budgets, times, take } = setUp();
    const many = (region: string, service: string, operation: string) =>
      Array.from({ length: 3 }, () => take(operation, budgets("1", region), service));

    await clock.drive(
      Promise.all([...many("eu", "kinesis", "CreateStream"), ...many("us", "kinesis", "CreateStream")]),
    );
    expect(times.every((time) => time === 0)).toBe(true);
    times.length = 0;
    await clock.drive(Promise.all([...many("eu", "iam", "CreateRole"), ...many("us", "iam", "CreateRole")]));

    expect(times.at(-1)).toBeGreaterThan(0);
  });

  it("slows down when AWS throttles, and recovers", async () => {
    const { clock, budgets, times, take } = setUp();
    const budget = budgets("1", "eu");
    await clock.drive(Promise.all(Array.from({ length: 30 }, () => take())));
    times.length = 0;
    const before = clock.now();

    budget.throttled("lambda", "ListFunctions");
    budget.throttled("lambda", "CreateFunction");
    await clock.drive(take());
    expect(clock.now() - before).toBeGreaterThanOrEqual(1_000);
    await clock.drive(Promise.all(Array.from({ length: 22 }, () => take())));
    const slow = clock.now() - before;
    await clock.advance(60_000);
    const after = clock.now();
    await clock.drive(Promise.all(Array.from({ length: 31 }, () => take())));

    expect(slow).toBeGreaterThan(1_000 + (22 / 15) * 1_000);
    expect(clock.now() - after).toBeLessThan(((31 - 9) / 15) * 1_000 + 100);
  });

  it("gives a turn back that was not taken", async () => {
    const { clock, budgets, times, take } = setUp();
    const budget = budgets("1", "eu");
    const abort = new AbortController();
    await clock.drive(Promise.all(Array.from({ length: 9 }, () => take())));
    const waiting = Array.from({ length: 60 }, () =>
      budget.take("lambda", "X", abort.signal).catch((error) => error),
    );

    abort.abort(new Error("stopped"));
    const outcomes = await Promise.all(waiting);
    await clock.drive(take());

    expect(outcomes.every((outcome) => outcome instanceof Error)).toBe(true);
    expect(clock.sleeping).toBe(0);
    expect(times.at(-1)).toBeLessThan(200);
    await expect(budget.take("lambda", "X", abort.signal)).rejects.toThrow("stopped");
  });

  it("meters calls whose rate AWS does not publish", async () => {
    const { clock, budgets, times, take } = setUp();

    await clock.drive(Promise.all(Array.from({ length: 8 }, () => take("Odd", budgets("1", "eu"), "logs"))));

    expect(times.at(-1)).toBe(1_000);
  });
});
