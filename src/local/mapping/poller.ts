import type { ShardView } from "./ports.ts";
import { ShardRun } from "./shard-run.ts";
import { type PollerDeps, RESULT, type Subscription } from "./subscription.ts";

/** Reads one stream for one mapping, woken by the stream: nothing happens while no record arrives. */
export interface Poller {
  /** Starts nothing more. Resolves when no batch is in flight, so that another poller may take over. */
  stop(): Promise<void>;
  /** Starts nothing more and takes no notice of what is in flight. */
  abandon(): void;
}

/**
 * Starts polling.
 * @param signal ends invocations at once; their records are delivered again by a later poller
 */
export function startPoller(deps: PollerDeps, subscription: Subscription, signal: AbortSignal): Poller {
  const { checkpoints, streams } = deps;
  const { mappingUuid, streamArn } = subscription;
  const runs = new Map<string, ShardRun>();
  let isCancelled = false;
  let isWaking = false;

  const isDrained = (shardId: string) => checkpoints.get(mappingUuid, shardId)?.isDrained === true;

  /** A drained shard never opens again: the stream was deleted and made anew. */
  const isAnotherStream = (shards: readonly ShardView[]) =>
    shards.some((shard) => !shard.closed && isDrained(shard.shardId));

  const startOver = () => {
    for (const run of runs.values()) run.abandon();
    runs.clear();
    checkpoints.forget(mappingUuid).catch(() => deps.report(RESULT.checkpointFailed));
  };

  const startReadable = (shards: readonly ShardView[]) => {
    const present = new Set(shards.map((shard) => shard.shardId));
    for (const { shardId, parentShardIds } of shards) {
      if (runs.has(shardId) || isDrained(shardId)) continue;
      if (parentShardIds.some((parent) => present.has(parent) && !isDrained(parent))) continue;
      runs.set(shardId, new ShardRun(deps, { subscription, shardId, signal, onDrained }));
    }
  };

  const lookAround = () => {
    const shards = streams.shards(streamArn);
    if (shards === undefined) {
      startOver();
      deps.report(RESULT.streamMissing);
      return;
    }
    if (isAnotherStream(shards)) startOver();
    startReadable(shards);
    for (const run of [...runs.values()]) run.pump();
  };

  /** Wakes of one turn become one, and a put does not wait for what it wakes. */
  const wake = () => {
    if (isWaking) return;
    isWaking = true;
    queueMicrotask(() => {
      isWaking = false;
      if (!isCancelled && !signal.aborted) lookAround();
    });
  };

  /** Children may start. */
  const onDrained = () => {
    if (isCancelled) return;
    const shards = streams.shards(streamArn) ?? [];
    const before = new Set(runs.keys());
    startReadable(shards);
    for (const [shardId, run] of runs) if (!before.has(shardId)) run.pump();
  };

  const unsubscribe = streams.subscribe(streamArn, wake);
  const cancel = () => {
    isCancelled = true;
    unsubscribe();
  };
  lookAround();
  return {
    stop: async () => {
      cancel();
      await Promise.all([...runs.values()].map((run) => run.stop()));
    },
    abandon: () => {
      cancel();
      for (const run of runs.values()) run.abandon();
    },
  };
}
