import type { Position } from "./position.ts";
import { parseSequenceNumber } from "./sequence-number.ts";
import { type ShardState, shardIdOf } from "./shard.ts";
import type { StreamState } from "./stream-state.ts";
import { invalidArgument } from "./target-stream.ts";

export interface StartingPositionInput {
  readonly ShardIteratorType: Position["kind"];
  readonly StartingSequenceNumber?: string | undefined;
  /** Epoch milliseconds. */
  readonly Timestamp?: number | undefined;
}

export interface StartingPositionScene {
  readonly stream: StreamState;
  readonly shard: ShardState;
  readonly nowMs: number;
  readonly accountId: string;
}

/**
 * The position a GetShardIterator call asks for.
 * @throws AwsError InvalidArgumentException when type and arguments do not go together or mean nothing here
 */
export function startingPosition(input: StartingPositionInput, scene: StartingPositionScene): Position {
  const kind = input.ShardIteratorType;
  switch (kind) {
    case "TRIM_HORIZON":
    case "LATEST":
      refuseSequenceNumber(input);
      return { kind };
    case "AT_TIMESTAMP":
      refuseSequenceNumber(input);
      return { kind, timestampMs: timestampOf(input, scene) };
    case "AT_SEQUENCE_NUMBER":
    case "AFTER_SEQUENCE_NUMBER":
      return { kind, sequenceNumber: sequenceNumberOf(input, scene) };
  }
}

const CHOICE =
  "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber.";

function refuseSequenceNumber(input: StartingPositionInput): void {
  if (input.StartingSequenceNumber === undefined) return;
  throw invalidArgument(
    `${CHOICE} Request specified ${input.ShardIteratorType} and also a StartingSequenceNumber.`,
  );
}

function timestampOf({ Timestamp }: StartingPositionInput, { nowMs }: StartingPositionScene): number {
  if (Timestamp === undefined) {
    throw invalidArgument("Must specify timestamp parameter for iterator of type AT_TIMESTAMP.");
  }
  if (Timestamp > nowMs) {
    throw invalidArgument(
      `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${Timestamp}, currentTimestampInMillis: ${nowMs}`,
    );
  }
  return Timestamp;
}

function sequenceNumberOf(input: StartingPositionInput, scene: StartingPositionScene): string {
  const given = input.StartingSequenceNumber;
  if (given === undefined) {
    throw invalidArgument(
      `${CHOICE} Request specified ${input.ShardIteratorType} and no StartingSequenceNumber.`,
    );
  }
  const { shard, stream, accountId } = scene;
  const used = `StartingSequenceNumber ${given} used in GetShardIterator on shard ${shard.shardId} in stream ${stream.name} under account ${accountId}`;
  const parsed = parseSequenceNumber(given);
  if (parsed === undefined) throw invalidArgument(`${used} is invalid.`);
  const encoded = shardIdOf(parsed.shardNumber);
  if (encoded !== shard.shardId) {
    throw invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${encoded}, while it was used in a call to a shard with ${shard.shardId}`,
    );
  }
  if (parsed.shardSeconds !== parseSequenceNumber(shard.startingSequenceNumber)?.shardSeconds) {
    throw invalidArgument(`${used} is invalid because it did not come from this stream.`);
  }
  return given;
}
