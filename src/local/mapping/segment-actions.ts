import { envelopeBytes, toEventRecord } from "./event-record.ts";
import { toFailureMessage } from "./failure-message.ts";
import type { Segment } from "./lane.ts";
import type { InvokeOutcome } from "./ports.ts";
import { type PollerDeps, RESULT, type Subscription } from "./subscription.ts";
import { judge, type Verdict } from "./verdict.ts";

/** The two things done with a segment of one shard. */
export interface SegmentActions {
  /** Never rejects. */
  invoke(segment: Segment, signal: AbortSignal): Promise<Verdict | "aborted">;
  /** @returns whether the records are off our hands: delivered, or there is nowhere to deliver them */
  send(segment: Segment): Promise<boolean>;
  /** Of an event record of this shard, without its data and key. */
  envelopeBytes(): number;
}

export function createSegmentActions(
  deps: PollerDeps,
  subscription: Subscription,
  shardId: string,
): SegmentActions {
  const { mappingUuid, streamArn, functionArn, destinationArn, settings } = subscription;
  const source = () => ({ streamArn, shardId, roleArn: deps.functions.roleOf(functionArn) ?? "" });

  const call = async (payload: string, signal: AbortSignal): Promise<InvokeOutcome | undefined> => {
    try {
      return await deps.functions.invoke(functionArn, payload, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      return { kind: "rejected", code: "ServiceException", message: String(error) };
    }
  };

  return {
    envelopeBytes: () => envelopeBytes(source()),
    invoke: async (segment, signal) => {
      const records = segment.records.map((tracked) => tracked.record);
      const from = source();
      const payload = JSON.stringify({ Records: records.map((record) => toEventRecord(record, from)) });
      const outcome = await call(payload, signal);
      if (outcome === undefined) return "aborted";
      const numbers = records.map((record) => record.sequenceNumber);
      const verdict = judge(outcome, numbers, settings.reportItemFailures);
      deps.report(verdict.kind === "success" ? RESULT.ok : RESULT.functionFailed);
      return verdict;
    },
    send: async (segment) => {
      if (destinationArn === undefined) return true;
      const origin = { ...source(), mappingUuid, functionArn };
      if (!deps.access.maySend(origin.roleArn, destinationArn)) {
        deps.report(RESULT.destinationFailed);
        return false;
      }
      try {
        await deps.destinations.send(destinationArn, toFailureMessage(segment, origin, deps.clock.now()));
        return true;
      } catch {
        deps.report(RESULT.destinationFailed);
        return !deps.destinations.exists(destinationArn);
      }
    },
  };
}
