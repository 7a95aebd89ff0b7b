/**
 * Sequence numbers: decimal numbers of 56 digits, so that comparing them as text or as numbers gives the
 * same order. From the most significant bit:
 *
 * | bits | what                                                   |
 * | ---- | ------------------------------------------------------ |
 * | 2    | binary 10, which fixes the length                      |
 * | 36   | second the shard was made                              |
 * | 4    | low bits of the shard's number                         |
 * | 64   | index within the shard, one more for each record       |
 * | 8    | zero                                                   |
 * | 36   | second the record was put                              |
 * | 32   | the shard's number                                     |
 * | 4    | layout version, 2                                      |
 *
 * The same layout as AWS's, as kinesalite observed it; clients may rely on the order only.
 */
export interface SequenceNumber {
  readonly shardNumber: number;
  /** Seconds since the epoch at which the shard was made. */
  readonly shardSeconds: number;
  /** 0 is the shard's start, records count from 1. */
  readonly index: bigint;
  /** Seconds since the epoch. */
  readonly seconds: number;
}

export const SEQUENCE_DIGITS = 56;
const VERSION = 2n;
/** The index of a closed shard's EndingSequenceNumber: above every record's. */
export const LAST_INDEX = 2n ** 63n - 1n;

export function formatSequenceNumber(sequence: SequenceNumber): string {
  const shard = BigInt(sequence.shardNumber);
  const head = (2n << 40n) | (BigInt(sequence.shardSeconds) << 4n) | (shard & 15n);
  const tail = (BigInt(sequence.seconds) << 36n) | (shard << 4n) | VERSION;
  return ((head << 144n) | (sequence.index << 80n) | tail).toString();
}

/** @returns undefined when the text is not a sequence number of this layout */
export function parseSequenceNumber(text: string): SequenceNumber | undefined {
  if (text.length !== SEQUENCE_DIGITS || !/^\d+$/.test(text)) return undefined;
  const bits = BigInt(text);
  const parsed: SequenceNumber = {
    shardNumber: Number((bits >> 4n) & 0xffffffffn),
    shardSeconds: Number((bits >> 148n) & 0xfffffffffn),
    index: (bits >> 80n) & 0xffffffffffffffffn,
    seconds: Number((bits >> 36n) & 0xfffffffffn),
  };
  return formatSequenceNumber(parsed) === text ? parsed : undefined;
}

/** Hands out a shard's sequence numbers, each above the one before. */
export interface Sequencer {
  next(nowMs: number): string;
}

/** @param after the highest sequence number the shard ever gave out, or its start */
export function createSequencer(after: SequenceNumber): Sequencer {
  let index = after.index;
  return {
    next: (nowMs) => {
      index += 1n;
      return formatSequenceNumber({ ...after, index, seconds: Math.floor(nowMs / 1000) });
    },
  };
}
