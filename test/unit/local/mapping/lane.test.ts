import { describe, expect, it } from "vitest";
import { backoffMs } from "../../../../src/local/mapping/backoff.ts";
import {
  EMPTY_LANE,
  type Lane,
  type LanePlan,
  planLane,
  settleInvoke,
  settleSend,
} from "../../../../src/local/mapping/lane.ts";
import type { Settings } from "../../../../src/local/mapping/settings.ts";
import { judge, type Verdict } from "../../../../src/local/mapping/verdict.ts";
import { madeUpSettings } from "../../../support/made-up-settings.ts";
import { failed, itemFailures, madeUpRecord, THROTTLED } from "../../../support/model-function.ts";

const FAILED = judge(failed(), [], false);
const REJECTED = judge(THROTTLED, [], false);
const SUCCESS: Verdict = { kind: "success" };

/** Records 1 to `count`, one arriving each second from 0 on. */
const laneOf = (count: number): Lane => ({
  ...EMPTY_LANE,
  waiting: Array.from({ length: count }, (_, index) => ({
    record: madeUpRecord(index + 1, { arrivedAt: index * 1_000 }),
    previous: index === 0 ? undefined : String(index),
    bufferedAt: 0,
    sizeBytes: 1,
  })),
});

const planAt = (lane: Lane, settings: Settings, now: number): LanePlan =>
  planLane(lane, settings, { now, isRetained: () => true });

const numbersOf = (plan: LanePlan) =>
  plan.action?.segment.records.map(({ record }) => Number(record.sequenceNumber));

/** Plays verdicts one after the other, each as soon as the lane may act. @returns what was tried each time */
function play(lane: Lane, settings: Settings, verdicts: readonly Verdict[]) {
  const tries: { kind: string | undefined; records: number[] | undefined }[] = [];
  let current = lane;
  let now = 0;
  for (const verdict of verdicts) {
    let plan = planAt(current, settings, now);
    if (plan.action === undefined && plan.wakeAt !== undefined) {
      now = plan.wakeAt;
      plan = planAt(plan.lane, settings, now);
    }
    tries.push({ kind: plan.action?.kind, records: numbersOf(plan) });
    current = settleInvoke(plan.lane, verdict, settings, now);
  }
  return { tries: tries.map(({ records }) => records), lane: current, now };
}

describe("lane", () => {
  it("ESM-13 does nothing while its batch is away", () => {
    const plan = planAt(laneOf(3), madeUpSettings({ batchSize: 2 }), 0);

    expect(numbersOf(plan)).toEqual([1, 2]);
    expect(planAt(plan.lane, madeUpSettings(), 0)).toMatchObject({ action: undefined, wakeAt: undefined });
  });

  it("ESM-13 goes on with the next records after success", () => {
    expect(play(laneOf(3), madeUpSettings({ batchSize: 2 }), [SUCCESS, SUCCESS]).tries).toEqual([
      [1, 2],
      [3],
    ]);
  });

  it("ESM-19 pauses before it tries a failed batch again, each time longer", () => {
    const settings = madeUpSettings();
    const first = settleInvoke(planAt(laneOf(1), settings, 0).lane, FAILED, settings, 0);
    const again = planAt(first, settings, 249);
    const second = settleInvoke(planAt(first, settings, 250).lane, FAILED, settings, 300);

    expect(again).toMatchObject({ action: undefined, wakeAt: 250 });
    expect(planAt(second, settings, 300).wakeAt).toBe(800);
    expect([1, 2, 3, 9, 50].map(backoffMs)).toEqual([250, 500, 1_000, 60_000, 60_000]);
  });

  it("ESM-19 gives a batch up after its retries", () => {
    const { tries, lane } = play(laneOf(2), madeUpSettings({ maxRetryAttempts: 2 }), [
      FAILED,
      FAILED,
      FAILED,
    ]);

    expect(tries).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(planAt(lane, madeUpSettings(), 1e9).action).toMatchObject({
      kind: "send",
      segment: { invocations: 3, discard: { condition: "RetryAttemptsExhausted" } },
    });
  });

  it("ESM-19 tries once without retries", () => {
    const { lane } = play(laneOf(1), madeUpSettings({ maxRetryAttempts: 0 }), [FAILED]);

    expect(planAt(lane, madeUpSettings(), 0).action?.kind).toBe("send");
  });

  it("ESM-19 tries for ever without a limit", () => {
    const { tries } = play(laneOf(1), madeUpSettings(), Array(200).fill(FAILED));

    expect(tries).toEqual(Array(200).fill([1]));
  });

  it("ESM-20 sets records apart that got too old, and tries the others", () => {
    const settings = madeUpSettings({ maxRecordAgeMs: 60_000 });
    const plan = planAt(laneOf(3), settings, 61_001);

    expect(numbersOf(plan)).toEqual([1, 2]);
    expect(plan.action).toMatchObject({
      kind: "send",
      segment: { discard: { condition: "RecordAgeExceeded" } },
    });
    const next = planAt(settleSend(plan.lane, true, 61_001), settings, 61_001);
    expect(next.action?.kind).toBe("invoke");
    expect(numbersOf(next)).toEqual([3]);
  });

  it("ESM-20 gives up the moment a record gets too old, not when the pause is over", () => {
    const settings = madeUpSettings({ maxRecordAgeMs: 60_000 });
    const { lane, now } = play(laneOf(1), settings, Array(8).fill(FAILED));
    const plan = planAt(lane, settings, now);

    expect(plan.wakeAt).toBe(60_001);
    expect(planAt(plan.lane, settings, 60_001).action?.kind).toBe("send");
  });

  it("ESM-21 gives up when the stream no longer has the records", () => {
    const settings = madeUpSettings();
    const { lane } = play(laneOf(3), settings, [FAILED]);
    const plan = planLane(lane, settings, {
      now: 250,
      isRetained: (record) => record.sequenceNumber !== "1",
    });

    expect(plan.action?.kind).toBe("send");
    expect(numbersOf(plan)).toEqual([1]);
  });

  it("ESM-22 counts no attempt for an invocation that was rejected", () => {
    const settings = madeUpSettings({ maxRetryAttempts: 1 });
    const { lane } = play(laneOf(1), settings, [
      ...Array(20).fill(REJECTED),
      FAILED,
      ...Array(20).fill(REJECTED),
    ]);

    expect(planAt(lane, settings, 1e9).action).toMatchObject({
      kind: "invoke",
      segment: { attempts: 1, invocations: 1 },
    });
  });

  it("ESM-22 lets records get too old while invocations are rejected", () => {
    const settings = madeUpSettings({ maxRecordAgeMs: 60_000 });
    const { lane } = play(laneOf(1), settings, [REJECTED]);

    expect(planAt(lane, settings, 60_001).action?.kind).toBe("send");
  });

  it("ESM-23 halves a failed batch until the culprit is alone, in order", () => {
    const settings = madeUpSettings({ bisectOnError: true, maxRetryAttempts: 0 });
    const { tries } = play(laneOf(5), settings, [FAILED, FAILED, SUCCESS, SUCCESS, SUCCESS]);

    expect(tries).toEqual([[1, 2, 3, 4, 5], [1, 2, 3], [1, 2], [3], [4, 5]]);
  });

  it("ESM-23 pauses before the left half, but not between the halves", () => {
    const settings = madeUpSettings({ bisectOnError: true });
    const { lane, now } = play(laneOf(2), settings, [FAILED, SUCCESS]);

    expect(now).toBe(250);
    expect(planAt(lane, settings, now).action).toMatchObject({ kind: "invoke", segment: { failures: 0 } });
  });

  it("ESM-23 uses no retry for halving", () => {
    const settings = madeUpSettings({ bisectOnError: true, maxRetryAttempts: 1 });
    const { tries, lane } = play(laneOf(2), settings, [FAILED, FAILED, FAILED]);

    expect(tries).toEqual([[1, 2], [1], [1]]);
    expect(planAt(lane, settings, 1e9).action).toMatchObject({ kind: "send", segment: { attempts: 2 } });
  });

  it("ESM-25 tries again from the reported record, which uses a retry", () => {
    const settings = madeUpSettings({ reportItemFailures: true, maxRetryAttempts: 1 });
    const partial = judge(itemFailures("3"), ["1", "2", "3", "4"], true);
    const still = judge(itemFailures("3"), ["3", "4"], true);
    const { tries, lane } = play(laneOf(4), settings, [partial, still]);

    expect(tries).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ]);
    expect(planAt(lane, settings, 1e9).action?.segment.discard?.answer?.response.functionError).toBeNull();
  });

  it("ESM-26 splits at the reported record when bisecting, which uses no retry", () => {
    const settings = madeUpSettings({ reportItemFailures: true, bisectOnError: true, maxRetryAttempts: 0 });
    const partial = judge(itemFailures("3"), ["1", "2", "3", "4"], true);
    const { tries, lane } = play(laneOf(4), settings, [partial, SUCCESS]);

    expect(tries).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ]);
    expect(lane.segments).toEqual([]);
  });

  it("ESM-26 uses a retry when the first record is the reported one: there is nothing to split off", () => {
    const settings = madeUpSettings({ reportItemFailures: true, bisectOnError: true, maxRetryAttempts: 0 });
    const { lane } = play(laneOf(2), settings, [judge(itemFailures("1"), ["1", "2"], true)]);

    expect(planAt(lane, settings, 1e9).action?.kind).toBe("send");
  });

  it("keeps discarded records until their destination has them", () => {
    const settings = madeUpSettings({ maxRetryAttempts: 0 });
    const { lane } = play(laneOf(1), settings, [FAILED]);
    const sending = planAt(lane, settings, 0);
    const refused = settleSend(sending.lane, false, 0);

    expect(planAt(refused, settings, 0)).toMatchObject({ action: undefined, wakeAt: 250 });
    expect(planAt(refused, settings, 250).action?.kind).toBe("send");
    expect(settleSend(planAt(refused, settings, 250).lane, true, 250)).toEqual(EMPTY_LANE);
  });
});
