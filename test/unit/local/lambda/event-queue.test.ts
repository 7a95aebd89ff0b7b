import { describe, expect, it } from "vitest";
import { AwsError } from "../../../../src/local/aws-error.ts";
import { createEventQueue } from "../../../../src/local/lambda/event-queue.ts";
import type { Invoked } from "../../../../src/local/lambda/invocation.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

const event = { functionArn: "f", payload: Buffer.from("{}"), requestId: "1" };
const minute = 60_000;

/** A queue whose invocations end as told; the last ending repeats. */
function queueOf(...ends: ("returned" | "failed" | AwsError)[]) {
  const clock = createVirtualClock();
  const startedAt = clock.now();
  const attemptsAt: number[] = [];
  const queue = createEventQueue({ clock }, async () => {
    attemptsAt.push(clock.now() - startedAt);
    const end = (ends.length > 1 ? ends.shift() : ends[0]) ?? "returned";
    if (end instanceof AwsError) throw end;
    return { kind: end, payload: Buffer.from(""), log: "" } satisfies Invoked;
  });
  return { clock, attemptsAt, queue };
}

describe("asynchronous invocations", () => {
  it("run once when they succeed", async () => {
    const { clock, attemptsAt, queue } = queueOf("returned");

    queue.add(event);
    await clock.runUntilIdle();

    expect(attemptsAt).toEqual([0]);
  });

  it("are tried again a minute and then two minutes later, and then dropped", async () => {
    const { clock, attemptsAt, queue } = queueOf("failed");

    queue.add(event);
    await clock.runUntilIdle();

    expect(attemptsAt).toEqual([0, minute, 3 * minute]);
  });

  it("are tried for six hours while throttled, ever more slowly, without using up attempts", async () => {
    const { clock, attemptsAt, queue } = queueOf(new AwsError("TooManyRequestsException", "", 429));

    queue.add(event);
    await clock.runUntilIdle();

    const waits = attemptsAt.slice(1).map((at, i) => at - (attemptsAt[i] ?? 0));
    expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
    expect(Math.max(...waits)).toBe(5 * minute);
    expect(attemptsAt.at(-1)).toBeLessThanOrEqual(6 * 60 * minute);
    expect(attemptsAt.at(-1)).toBeGreaterThan(5.8 * 60 * minute);
  });

  it("are dropped when the function is gone", async () => {
    const { clock, attemptsAt, queue } = queueOf(new AwsError("ResourceNotFoundException", "", 404));

    queue.add(event);
    await clock.runUntilIdle();

    expect(attemptsAt).toEqual([0]);
  });

  it("leave nothing waiting when the queue stops", async () => {
    const { clock, attemptsAt, queue } = queueOf("failed");
    queue.add(event);
    await clock.settle();

    await queue.stop();

    expect(clock.pending).toBe(0);
    expect(attemptsAt).toEqual([0]);
  });
});
