import { describe, expect, it } from "vitest";
import { createShardLog } from "../../../../src/local/kinesis/shard-log.ts";
import type { StoredRecord } from "../../../../src/local/kinesis/stored-record.ts";

const FLOOR = number(0);
const ALL = { horizonMs: 0, records: 100, bytes: 1_000_000 };

function number(index: number): string {
  return String(10n ** 55n + BigInt(index));
}

function record(index: number, arrivedAt = index * 10): StoredRecord {
  return { sequenceNumber: number(index), partitionKey: "k", data: "AAAA", arrivedAt };
}

function indexes(records: readonly StoredRecord[]): readonly number[] {
  return records.map(({ sequenceNumber }) => Number(BigInt(sequenceNumber) - 10n ** 55n));
}

function logOf(count: number) {
  return createShardLog(
    Array.from({ length: count }, (_, index) => record(index + 1)),
    FLOOR,
  );
}

describe("shard log", () => {
  it.each([
    { from: { kind: "TRIM_HORIZON" }, gives: [1, 2, 3, 4] },
    { from: { kind: "LATEST" }, gives: [] },
    { from: { kind: "AT_TIMESTAMP", timestampMs: 20 }, gives: [2, 3, 4] },
    { from: { kind: "AT_TIMESTAMP", timestampMs: 21 }, gives: [3, 4] },
    { from: { kind: "AT_SEQUENCE_NUMBER", sequenceNumber: number(3) }, gives: [3, 4] },
    { from: { kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: number(3) }, gives: [4] },
    { from: { kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: "0" }, gives: [1, 2, 3, 4] },
  ] as const)("reads from $from.kind", ({ from, gives }) => {
    expect(indexes(logOf(4).read(from, ALL).records)).toEqual(gives);
  });

  it("stops at the record limit and says that more follows", () => {
    const read = logOf(4).read({ kind: "TRIM_HORIZON" }, { ...ALL, records: 3 });

    expect(indexes(read.records)).toEqual([1, 2, 3]);
    expect([read.more, read.drained]).toEqual([true, false]);
  });

  it("stops at the byte limit, but never before the first record", () => {
    const log = logOf(4);

    expect(indexes(log.read({ kind: "TRIM_HORIZON" }, { ...ALL, bytes: 9 }).records)).toEqual([1, 2]);
    expect(indexes(log.read({ kind: "TRIM_HORIZON" }, { ...ALL, bytes: 1 }).records)).toEqual([1]);
  });

  it("hides what is past retention", () => {
    const read = logOf(4).read({ kind: "TRIM_HORIZON" }, { ...ALL, horizonMs: 30 });

    expect(indexes(read.records)).toEqual([3, 4]);
  });

  it("shows a record once it is confirmed, and is not drained while one is still being written", () => {
    const log = logOf(1);
    log.append(record(2));

    const before = log.read({ kind: "TRIM_HORIZON" }, ALL);
    expect(indexes(before.records)).toEqual([1]);
    expect([before.more, before.drained, log.last]).toEqual([false, false, number(1)]);

    log.confirm(number(2));
    const after = log.read({ kind: "TRIM_HORIZON" }, ALL);
    expect(indexes(after.records)).toEqual([1, 2]);
    expect([after.drained, log.last]).toEqual([true, number(2)]);
  });

  it("keeps its last sequence number when everything is trimmed", () => {
    const log = logOf(3);

    expect(indexes(log.trim(25))).toEqual([1, 2]);
    expect(indexes(log.trim(1000))).toEqual([3]);
    expect([log.last, log.lastArrivedAt]).toEqual([number(3), 0]);
    log.append(record(4));
    log.confirm(number(4));
    expect(indexes(log.read({ kind: "TRIM_HORIZON" }, ALL).records)).toEqual([4]);
  });

  it("does not trim what is still being written", () => {
    const log = logOf(1);
    log.append(record(2));

    expect(indexes(log.trim(1000))).toEqual([1]);
    log.confirm(number(2));
    expect(indexes(log.read({ kind: "TRIM_HORIZON" }, ALL).records)).toEqual([2]);
  });

  it("starts at its floor when it has no record", () => {
    expect(createShardLog([], FLOOR).last).toBe(FLOOR);
  });
});
