import { describe, expect, it } from "vitest";
import {
  createSequencer,
  formatSequenceNumber,
  LAST_INDEX,
  parseSequenceNumber,
} from "../../../../src/local/kinesis/sequence-number.ts";

const START = { shardNumber: 17, shardSeconds: 1_767_225_600, index: 0n, seconds: 1_767_225_600 };

describe("sequence numbers", () => {
  it("have 56 digits whatever they hold", () => {
    const extremes = [
      { shardNumber: 0, shardSeconds: 0, index: 0n, seconds: 0 },
      { shardNumber: 2 ** 32 - 1, shardSeconds: 2 ** 36 - 1, index: LAST_INDEX, seconds: 2 ** 36 - 1 },
      START,
    ];

    expect(extremes.map((extreme) => formatSequenceNumber(extreme).length)).toEqual([56, 56, 56]);
  });

  it("are read back", () => {
    const sequence = { ...START, index: 123_456_789n, seconds: 1_767_225_999 };

    expect(parseSequenceNumber(formatSequenceNumber(sequence))).toEqual(sequence);
  });

  it.each([
    { text: "", reason: "empty" },
    { text: "12", reason: "too short" },
    { text: "9".repeat(56), reason: "another layout" },
    { text: "x".repeat(56), reason: "no number" },
  ])("are refused when $reason", ({ text }) => {
    expect(parseSequenceNumber(text)).toBeUndefined();
  });

  it("increase within a shard, as text and as numbers, even when the clock does not", () => {
    const sequencer = createSequencer(START);
    const numbers = [5000, 5000, 4000, 9000].map((nowMs) => sequencer.next(nowMs));

    expect([...numbers].sort()).toEqual(numbers);
    expect([...numbers].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))).toEqual(numbers);
    expect(new Set(numbers).size).toBe(4);
    expect(numbers[0] && numbers[0] > formatSequenceNumber(START)).toBe(true);
  });
});
