import { type Flavour, UNWANTED } from "./mapping-history.ts";
import type { Delivered } from "./model-function.ts";

/** A record that was put, as the stream answered. */
export interface Put {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly flavour: Flavour;
}

/** What is known when a history is over, whoever told it. */
export interface Story {
  readonly puts: readonly Put[];
  /** In the order in which the function got them. */
  readonly delivered: readonly Delivered[];
  /** Sequence numbers of records that the function took. */
  readonly succeeded: ReadonlySet<string>;
  /** Sequence numbers of records that reached the failure destination. */
  readonly discarded: ReadonlySet<string>;
  /** Rules that a single invocation or announcement broke. */
  readonly violations: readonly string[];
  /** Invocations after a new start, when nothing should be left. */
  readonly afterwards: number;
}

/** @returns the records that were neither taken nor discarded, though the filter wants them */
export function lost({ puts, succeeded, discarded }: Pick<Story, "puts" | "succeeded" | "discarded">) {
  return puts.filter(
    ({ sequenceNumber, flavour }) =>
      !UNWANTED.includes(flavour) && !succeeded.has(sequenceNumber) && !discarded.has(sequenceNumber),
  );
}

/** @returns the records that came through though the filter does not want them */
export function leaked({ puts, delivered, discarded }: Story): readonly Put[] {
  const seen = new Set([...delivered.map(({ sequenceNumber }) => sequenceNumber), ...discarded]);
  return puts.filter(({ sequenceNumber, flavour }) => UNWANTED.includes(flavour) && seen.has(sequenceNumber));
}

/** @returns records delivered for the first time after a later one of the same partition key */
export function outOfOrder({ delivered }: Story): readonly Delivered[] {
  const seen = new Set<string>();
  const newest = new Map<string, bigint>();
  return delivered.filter(({ sequenceNumber, partitionKey }) => {
    if (seen.has(sequenceNumber)) return false;
    seen.add(sequenceNumber);
    const number = BigInt(sequenceNumber);
    const isLate = number < (newest.get(partitionKey) ?? 0n);
    if (!isLate) newest.set(partitionKey, number);
    return isLate;
  });
}

/** What a mapping allows at a time. */
export interface Limits {
  readonly batchSize: number;
  readonly parallelizationFactor: number;
}

type Batch = readonly Delivered[];

/** @returns the rules that a batch breaks by starting beside those that are running */
export function brokenAtStart(batch: Batch, running: readonly Batch[], limits: Limits): readonly string[] {
  const shards = new Set(batch.map(({ shardId }) => shardId));
  const beside = running.filter(([first]) => shards.has(first?.shardId ?? ""));
  const keys = new Set(beside.flatMap((other) => other.map(({ partitionKey }) => partitionKey)));
  const rules: readonly (readonly [boolean, string])[] = [
    [shards.size !== 1, "a batch from several shards"],
    [batch.length > limits.batchSize, "a batch too large"],
    [beside.length >= limits.parallelizationFactor, "more batches of a shard in flight than the factor"],
    [batch.some(({ partitionKey }) => keys.has(partitionKey)), "a partition key in two batches in flight"],
  ];
  return rules.flatMap(([isBroken, rule]) => (isBroken ? [rule] : []));
}
