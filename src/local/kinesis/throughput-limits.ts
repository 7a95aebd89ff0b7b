/**
 * What one shard takes and gives in a second. Reads may go into debt: a large read is answered and the
 * shard then stays shut until the debt is paid.
 * Rule: Kinesis quotas: writes 1,000 records and 1 MiB, reads 5 calls and 2 MiB a second per shard.
 */
export interface ThroughputLimits {
  /** Takes one record into account. @returns false when the shard has no room for it this moment */
  admitWrite(shard: string, bytes: number, nowMs: number): boolean;
  /** Takes one call into account. @returns false when it comes too soon */
  admitRead(shard: string, nowMs: number): boolean;
  countRead(shard: string, bytes: number, nowMs: number): void;
}

export const NO_THROUGHPUT_LIMITS: ThroughputLimits = {
  admitWrite: () => true,
  admitRead: () => true,
  countRead: () => undefined,
};

const MIB = 1_048_576;
const WRITE_RECORDS_PER_SECOND = 1000;
const WRITE_BYTES_PER_SECOND = MIB;
const READ_CALLS_PER_SECOND = 5;
const READ_BYTES_PER_SECOND = 2 * MIB;

export function createThroughputLimits(): ThroughputLimits {
  const writeRecords = createBuckets(WRITE_RECORDS_PER_SECOND);
  const writeBytes = createBuckets(WRITE_BYTES_PER_SECOND);
  const readCalls = createBuckets(READ_CALLS_PER_SECOND);
  const readBytes = createBuckets(READ_BYTES_PER_SECOND);
  return {
    admitWrite: (shard, bytes, nowMs) => {
      const left = writeBytes.left(shard, nowMs);
      const fits = bytes <= left || left === WRITE_BYTES_PER_SECOND;
      if (!fits || writeRecords.left(shard, nowMs) < 1) return false;
      writeRecords.take(shard, 1, nowMs);
      writeBytes.take(shard, bytes, nowMs);
      return true;
    },
    admitRead: (shard, nowMs) => {
      if (readBytes.left(shard, nowMs) <= 0 || readCalls.left(shard, nowMs) < 1) return false;
      readCalls.take(shard, 1, nowMs);
      return true;
    },
    countRead: (shard, bytes, nowMs) => readBytes.take(shard, bytes, nowMs),
  };
}

interface Buckets {
  left(key: string, nowMs: number): number;
  /** May leave less than nothing. */
  take(key: string, amount: number, nowMs: number): void;
}

/** Token buckets that hold one second's worth. */
function createBuckets(perSecond: number): Buckets {
  const buckets = new Map<string, { readonly tokens: number; readonly atMs: number }>();
  const left = (key: string, nowMs: number) => {
    const bucket = buckets.get(key);
    if (bucket === undefined) return perSecond;
    return Math.min(perSecond, bucket.tokens + ((nowMs - bucket.atMs) * perSecond) / 1000);
  };
  return {
    left,
    take: (key, amount, nowMs) => {
      buckets.set(key, { tokens: left(key, nowMs) - amount, atMs: nowMs });
    },
  };
}
