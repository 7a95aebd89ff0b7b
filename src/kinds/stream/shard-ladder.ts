/**
 * The shard counts to go through: one UpdateShardCount at most doubles or halves the open shards.
 * @returns each at least half and at most twice the one before; the last is `to`; none when there already
 */
export function shardLadder(from: number, to: number): readonly number[] {
  const rungs: number[] = [];
  for (let now = from; now !== to; ) {
    now = to > now ? Math.min(to, now * 2) : Math.max(to, Math.ceil(now / 2));
    rungs.push(now);
  }
  return rungs;
}
