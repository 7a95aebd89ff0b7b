import { describe, expect, it } from "vitest";
import { createHashRing, evenRanges, hashKeyOf, RING_LAST } from "../../../../src/local/kinesis/hash-ring.ts";

describe("hash ring", () => {
  it("places a partition key at its MD5, read as a number", () => {
    expect(hashKeyOf("a").toString(16)).toBe("cc175b9c0f1b6a831c399e269772661");
    expect(hashKeyOf("")).toBe(0xd41d8cd98f00b204e9800998ecf8427en);
  });

  it("cuts even ranges where AWS does", () => {
    expect(evenRanges(1)).toEqual([{ first: 0n, last: RING_LAST }]);
    expect(evenRanges(3).map(({ first, last }) => [String(first), String(last)])).toEqual([
      ["0", "113427455640312821154458202477256070484"],
      ["113427455640312821154458202477256070485", "226854911280625642308916404954512140969"],
      ["226854911280625642308916404954512140970", "340282366920938463463374607431768211455"],
    ]);
  });

  it("finds the owner of every edge", () => {
    const ring = createHashRing(evenRanges(5).reverse(), (range) => range);

    for (const range of evenRanges(5)) {
      expect(ring.ownerOf(range.first)).toEqual(range);
      expect(ring.ownerOf(range.last)).toEqual(range);
    }
  });

  it("has no owner for a key between ranges, or without any", () => {
    const ring = createHashRing(
      [
        { first: 0n, last: 9n },
        { first: 20n, last: 29n },
      ],
      (range) => range,
    );

    expect(ring.ownerOf(15n)).toBeUndefined();
    expect(ring.ownerOf(30n)).toBeUndefined();
    expect(createHashRing<never>([], () => ({ first: 0n, last: 0n })).ownerOf(0n)).toBeUndefined();
  });
});
