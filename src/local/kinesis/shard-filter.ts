import { oneOf, optional, structure, text, timestamp } from "./input.ts";
import { isOpen, type ShardState } from "./shard.ts";
import { invalidArgument } from "./target-stream.ts";

/** The member ShardFilter of ListShards. Rule: Kinesis API reference, ShardFilter. */
export const shardFilter = structure({
  Type: oneOf([
    "AFTER_SHARD_ID",
    "AT_TRIM_HORIZON",
    "FROM_TRIM_HORIZON",
    "AT_LATEST",
    "AT_TIMESTAMP",
    "FROM_TIMESTAMP",
  ]),
  ShardId: optional(text({ min: 1, max: 128 })),
  Timestamp: optional(timestamp),
});

export type ShardFilter = ReturnType<typeof shardFilter>;

/**
 * The shards a filter lets through.
 * @param shards within retention
 * @throws AwsError InvalidArgumentException when the filter lacks what its type needs
 */
export function filterShards(
  shards: readonly ShardState[],
  filter: ShardFilter,
  horizonMs: number,
): readonly ShardState[] {
  switch (filter.Type) {
    case "FROM_TRIM_HORIZON":
      return shards;
    case "AT_LATEST":
      return shards.filter(isOpen);
    case "AFTER_SHARD_ID": {
      const after = needed(filter, "ShardId");
      return shards.filter((shard) => shard.shardId > after);
    }
    case "AT_TRIM_HORIZON": {
      const oldest = Math.min(...shards.map((shard) => shard.openedAt));
      return shards.filter(openAt(Math.max(horizonMs, oldest)));
    }
    case "AT_TIMESTAMP":
      return shards.filter(openAt(needed(filter, "Timestamp")));
    case "FROM_TIMESTAMP": {
      const from = needed(filter, "Timestamp");
      return shards.filter((shard) => shard.closed === null || shard.closed.atMs >= from);
    }
  }
}

function openAt(timeMs: number): (shard: ShardState) => boolean {
  return (shard) => shard.openedAt <= timeMs && (shard.closed === null || shard.closed.atMs >= timeMs);
}

function needed<Name extends "ShardId" | "Timestamp">(
  filter: ShardFilter,
  name: Name,
): NonNullable<ShardFilter[Name]> {
  const value = filter[name];
  if (value === undefined || value === null) {
    throw invalidArgument(`ShardFilter of type ${filter.Type} needs ${name}.`);
  }
  return value;
}
