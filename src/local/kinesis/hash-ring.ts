import { hash } from "node:crypto";

/**
 * The ring partition keys fall on: the MD5 of a key read as an unsigned 128-bit number. Each open shard
 * owns one unbroken range of it.
 * Rule: Kinesis API reference, PutRecord and HashKeyRange.
 */
export interface HashRange {
  readonly first: bigint;
  /** Inclusive. */
  readonly last: bigint;
}

export const RING_LAST = 2n ** 128n - 1n;

export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${hash("md5", partitionKey, "hex")}`);
}

/** The ring cut into `count` ranges of equal size; the last takes the remainder, as AWS does. */
export function evenRanges(count: number): HashRange[] {
  const size = (RING_LAST + 1n) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    first: size * BigInt(index),
    last: index === count - 1 ? RING_LAST : size * BigInt(index + 1) - 1n,
  }));
}

/** Which owner a hash key belongs to. */
export interface HashRing<Owner> {
  /** @returns undefined when no range holds the key */
  ownerOf(hashKey: bigint): Owner | undefined;
}

/** @param owners with ranges that do not overlap, in any order */
export function createHashRing<Owner>(
  owners: readonly Owner[],
  rangeOf: (owner: Owner) => HashRange,
): HashRing<Owner> {
  const slots = owners
    .map((owner) => ({ owner, range: rangeOf(owner) }))
    .sort((a, b) => (a.range.first < b.range.first ? -1 : 1));
  return {
    ownerOf: (hashKey) => {
      let low = 0;
      let high = slots.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((slots[middle]?.range.last ?? RING_LAST) < hashKey) low = middle + 1;
        else high = middle;
      }
      const slot = slots[low];
      const holds = slot !== undefined && slot.range.first <= hashKey && hashKey <= slot.range.last;
      return holds ? slot.owner : undefined;
    },
  };
}
