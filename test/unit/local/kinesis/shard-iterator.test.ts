import { describe, expect, it } from "vitest";
import { decodeShardIterator, encodeShardIterator } from "../../../../src/local/kinesis/shard-iterator.ts";

const ITERATOR = {
  streamName: "s".repeat(128),
  streamCreatedAt: Date.UTC(2026, 0, 1),
  shardId: "shardId-000000000000",
};
const NOW = Date.UTC(2026, 0, 22, 1, 22, 2);

describe("shard iterators", () => {
  it.each([
    { kind: "TRIM_HORIZON" },
    { kind: "LATEST" },
    { kind: "AT_TIMESTAMP", timestampMs: 1234.5 },
    { kind: "AT_SEQUENCE_NUMBER", sequenceNumber: "4".repeat(56) },
    { kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: "4".repeat(56) },
  ] as const)("hold a position $kind within the 512 characters callers may send", (position) => {
    const text = encodeShardIterator({ ...ITERATOR, position }, NOW);

    expect(decodeShardIterator(text, NOW + 300_000)).toEqual({ ...ITERATOR, position });
    expect(text.length).toBeLessThanOrEqual(512);
  });

  it("expire after five minutes, saying when they were made", () => {
    const text = encodeShardIterator({ ...ITERATOR, position: { kind: "LATEST" } }, NOW);

    expect(() => decodeShardIterator(text, NOW + 300_001)).toThrow(
      expect.objectContaining({
        code: "ExpiredIteratorException",
        message:
          "Iterator expired. The iterator was created at time Thu Jan 22 01:22:02 UTC 2026 while right now it is Thu Jan 22 01:27:02 UTC 2026 which is further in the future than the tolerated delay of 300000 milliseconds.",
      }),
    );
  });

  it.each([
    "",
    "AAAA",
    "not base64 at all",
    Buffer.from('["iterator","x"]').toString("base64"),
    Buffer.from('["streams",1,"a"]').toString("base64"),
  ])("are refused when they are %j", (text) => {
    expect(() => decodeShardIterator(text, NOW)).toThrow(
      expect.objectContaining({ code: "InvalidArgumentException", message: "Invalid ShardIterator." }),
    );
  });
});
