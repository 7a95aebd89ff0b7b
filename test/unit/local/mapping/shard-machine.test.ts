import { describe, expect, it } from "vitest";
import { PAYLOAD_LIMIT_BYTES } from "../../../../src/local/mapping/batch.ts";
import { type Lane, settleInvoke } from "../../../../src/local/mapping/lane.ts";
import type { StreamRecord } from "../../../../src/local/mapping/ports.ts";
import type { Settings } from "../../../../src/local/mapping/settings.ts";
import {
  checkpointOf,
  hasRetries,
  isDrained,
  planShard,
  type ShardState,
  startShard,
  takeIn,
  wantedRecords,
  withLane,
} from "../../../../src/local/mapping/shard-machine.ts";
import { judge } from "../../../../src/local/mapping/verdict.ts";
import { madeUpSettings } from "../../../support/made-up-settings.ts";
import { failed, madeUpRecord } from "../../../support/model-function.ts";

const MOMENT = { now: 0, isRetained: () => true };
const HORIZON = { kind: "TRIM_HORIZON" } as const;

function take(
  state: ShardState,
  records: readonly StreamRecord[],
  changes: { ended?: boolean; skip?: string } = {},
) {
  const last = records.at(-1)?.sequenceNumber ?? "0";
  return takeIn(state, {
    read: {
      records,
      next: { kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: last },
      ended: changes.ended ?? false,
    },
    filter: (record) => record.sequenceNumber !== changes.skip,
    now: 0,
    envelopeBytes: 500,
  });
}

const records = (...numbers: readonly number[]) => numbers.map((number) => madeUpRecord(number));

/** Plans, and lets the action of each lane named succeed. */
function succeed(state: ShardState, settings: Settings, ...lanes: readonly number[]): ShardState {
  const success = (lane: Lane) => settleInvoke(lane, { kind: "success" }, settings, 0);
  return lanes.reduce((now, lane) => withLane(now, lane, success), planShard(state, settings, MOMENT).state);
}

/** Partition keys of two lanes. */
const [LEFT, RIGHT] = ["a", "b"];

describe("shard machine", () => {
  it("ESM-17 has no checkpoint before the first success, and then the last record of the batch", () => {
    const settings = madeUpSettings({ batchSize: 2 });
    const read = take(startShard(HORIZON, undefined, 1), records(1, 2, 3));

    expect(checkpointOf(read)).toBeUndefined();
    expect(checkpointOf(planShard(read, settings, MOMENT).state)).toBeUndefined();
    expect(checkpointOf(succeed(read, settings, 0))).toBe("2");
  });

  it("ESM-17 starts after its checkpoint", () => {
    expect(startShard(HORIZON, "7", 1)).toMatchObject({
      position: { kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: "7" },
      lastRead: "7",
    });
    expect(checkpointOf(startShard(HORIZON, "7", 1))).toBe("7");
  });

  it("ESM-31 moves the checkpoint past filtered records, but not past an unresolved one before them", () => {
    const settings = madeUpSettings();
    const skipped = take(startShard(HORIZON, undefined, 1), records(1), { skip: "1" });
    const mixed = take(skipped, records(2, 3), { skip: "3" });

    expect(checkpointOf(skipped)).toBe("1");
    expect(checkpointOf(mixed)).toBe("1");
    expect(checkpointOf(succeed(mixed, settings, 0))).toBe("3");
  });

  it("ESM-14 works on several lanes, a partition key always in the same one", () => {
    const settings = madeUpSettings({ batchSize: 1, parallelizationFactor: 10 });
    const keyed = Array.from({ length: 40 }, (_, index) =>
      madeUpRecord(index + 1, { partitionKey: `key-${index % 8}` }),
    );
    const plan = planShard(take(startShard(HORIZON, undefined, 10), keyed), settings, MOMENT);
    const lanesOfKey = (key: string) =>
      plan.state.lanes.filter(({ waiting, segments }) =>
        [...waiting, ...segments.flatMap((segment) => segment.records)].some(
          ({ record }) => record.partitionKey === key,
        ),
      );

    expect(plan.actions.length).toBeGreaterThan(1);
    expect(plan.actions.length).toBeLessThanOrEqual(10);
    expect(keyed.map(({ partitionKey }) => lanesOfKey(partitionKey).length)).toEqual(Array(40).fill(1));
  });

  it("ESM-14 keeps the checkpoint before the oldest record of any lane", () => {
    const settings = madeUpSettings({ parallelizationFactor: 2 });
    const read = take(startShard(HORIZON, undefined, 2), [
      madeUpRecord(1, { partitionKey: LEFT ?? "" }),
      madeUpRecord(2, { partitionKey: RIGHT ?? "" }),
      madeUpRecord(3, { partitionKey: LEFT ?? "" }),
    ]);
    const [first, second] = planShard(read, settings, MOMENT).actions;

    expect([first, second].map((action) => action?.segment.records.length).sort()).toEqual([1, 2]);
    const shortLane = first?.segment.records.length === 1 ? 0 : 1;
    expect(checkpointOf(succeed(read, settings, shortLane))).toBeUndefined();
    expect(checkpointOf(succeed(read, settings, 1 - shortLane))).toBe("1");
    expect(checkpointOf(succeed(read, settings, 0, 1))).toBe("3");
  });

  it("ESM-16 is drained once it has ended and everything is resolved", () => {
    const settings = madeUpSettings();
    const ended = take(startShard(HORIZON, undefined, 1), records(1), { ended: true });

    expect(isDrained(ended)).toBe(false);
    expect(isDrained(succeed(ended, settings, 0))).toBe(true);
    expect(isDrained(succeed(take(startShard(HORIZON, undefined, 1), records(1)), settings, 0))).toBe(false);
    expect(wantedRecords(ended, settings)).toBe(0);
  });

  it("reads no more than one batch ahead without a parallelization factor", () => {
    const settings = madeUpSettings({ batchSize: 5 });
    const start = startShard(HORIZON, undefined, 1);

    expect(wantedRecords(start, settings)).toBe(5);
    expect(wantedRecords(take(start, records(1, 2)), settings)).toBe(3);
  });

  it("stops reading when the next payload is full", () => {
    const large = madeUpRecord(1, { data: new Uint8Array(PAYLOAD_LIMIT_BYTES) });

    expect(wantedRecords(take(startShard(HORIZON, undefined, 1), [large]), madeUpSettings())).toBe(0);
  });

  it("wakes for the first lane that is due", () => {
    const settings = madeUpSettings({ parallelizationFactor: 2 });
    const read = take(startShard(HORIZON, undefined, 2), [
      madeUpRecord(1, { partitionKey: LEFT ?? "" }),
      madeUpRecord(2, { partitionKey: RIGHT ?? "" }),
    ]);
    const verdict = judge(failed(), [], false);
    const settle = (state: ShardState, lane: number, now: number) =>
      withLane(state, lane, (busy) => settleInvoke(busy, verdict, settings, now));
    const busy = planShard(read, settings, MOMENT).state;
    const retrying = settle(settle(busy, 0, 100), 1, 40);

    expect(hasRetries(busy)).toBe(false);
    expect(hasRetries(retrying)).toBe(true);
    expect(planShard(retrying, settings, { ...MOMENT, now: 100 }).wakeAt).toBe(290);
  });
});
