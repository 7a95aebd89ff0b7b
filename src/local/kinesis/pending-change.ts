import { firstShards, mergeShards, type Shards, scaleUniformly, splitShard } from "./reshard.ts";
import type { PendingChange, StreamState } from "./stream-state.ts";

/** The stream once its pending change has taken effect: ACTIVE again. A deletion leaves it as it is. */
export function applyPending(state: StreamState, nowMs: number): StreamState {
  const { pending } = state;
  if (pending === null || pending.kind === "delete") return state;
  return {
    ...state,
    status: "ACTIVE",
    pending: null,
    shards: shardsAfter(state.shards, pending, nowMs),
    settings: pending.kind === "set" ? { ...state.settings, ...pending.settings } : state.settings,
  };
}

function shardsAfter(shards: Shards, change: PendingChange, nowMs: number): Shards {
  switch (change.kind) {
    case "activate":
      return firstShards(change.shardCount, nowMs);
    case "split":
      return splitShard(
        shards,
        { shardId: change.shardId, newStartingHashKey: BigInt(change.newStartingHashKey) },
        nowMs,
      );
    case "merge":
      return mergeShards(shards, change, nowMs);
    case "scale":
      return scaleUniformly(shards, change.shardCount, nowMs);
    case "set":
    case "delete":
      return shards;
  }
}
