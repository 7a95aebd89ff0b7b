/**
 * What is known of one shard while it is being read: where reading continues, and its lanes. Pure, like the
 * lanes. The checkpoint follows from it and is never stored beside it: everything before the oldest
 * unresolved record is resolved, because records are resolved only by success, filter or discard.
 */
import { PAYLOAD_LIMIT_BYTES } from "./batch.ts";
import {
  type Action,
  EMPTY_LANE,
  isRetrying,
  type Lane,
  type Moment,
  oldestUnresolved,
  planLane,
} from "./lane.ts";
import type { ShardPosition, ShardRead } from "./ports.ts";
import type { RecordFilter } from "./record-filter.ts";
import type { Settings } from "./settings.ts";
import { payloadBytes, type TrackedRecord } from "./tracked-record.ts";

export interface ShardState {
  readonly lanes: readonly Lane[];
  /** Where the next read starts. */
  readonly position: ShardPosition;
  /** The last record read, in this run or an earlier one. */
  readonly lastRead: string | undefined;
  /** The shard is closed and has been read to its end. */
  readonly hasEnded: boolean;
}

/** @param checkpoint the last sequence number of which it and all before are resolved */
export function startShard(
  start: ShardPosition,
  checkpoint: string | undefined,
  laneCount: number,
): ShardState {
  const position: ShardPosition =
    checkpoint === undefined ? start : { kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: checkpoint };
  return {
    lanes: Array.from({ length: laneCount }, () => EMPTY_LANE),
    position,
    lastRead: checkpoint,
    hasEnded: false,
  };
}

export interface Intake {
  readonly read: ShardRead;
  readonly filter: RecordFilter;
  readonly now: number;
  /** Of an event record without its data and key. */
  readonly envelopeBytes: number;
}

/** Takes what was read into the lanes; filtered records only move `lastRead`. */
export function takeIn(state: ShardState, { read, filter, now, envelopeBytes }: Intake): ShardState {
  const arriving: TrackedRecord[][] = state.lanes.map(() => []);
  let previous = state.lastRead;
  for (const record of read.records) {
    if (filter(record)) {
      const sizeBytes = payloadBytes(record, envelopeBytes);
      arriving[laneOf(record.partitionKey, arriving.length)]?.push({
        record,
        previous,
        bufferedAt: now,
        sizeBytes,
      });
    }
    previous = record.sequenceNumber;
  }
  return {
    lanes: state.lanes.map((lane, index) => withArrivals(lane, arriving[index] ?? [])),
    position: read.next,
    lastRead: previous,
    hasEnded: read.ended,
  };
}

function withArrivals(lane: Lane, arriving: readonly TrackedRecord[]): Lane {
  return arriving.length === 0 ? lane : { ...lane, waiting: [...lane.waiting, ...arriving] };
}

/** All records of a partition key share a lane (FNV-1a). */
function laneOf(partitionKey: string, laneCount: number): number {
  if (laneCount === 1) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < partitionKey.length; index += 1) {
    hash = Math.imul(hash ^ partitionKey.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % laneCount;
}

/** How far lanes may run ahead of one that is held up. */
const READ_AHEAD_RECORDS = 10_000;

/** @returns how many records to read now; 0 while enough are waiting */
export function wantedRecords(state: ShardState, settings: Settings): number {
  if (state.hasEnded) return 0;
  const waiting = state.lanes.reduce((count, lane) => count + lane.waiting.length, 0);
  const bytes = state.lanes.reduce((sum, lane) => sum + waitingBytes(lane), 0);
  if (bytes > PAYLOAD_LIMIT_BYTES * state.lanes.length) return 0;
  const most = state.lanes.length === 1 ? settings.batchSize : READ_AHEAD_RECORDS;
  return Math.max(0, most - waiting);
}

function waitingBytes(lane: Lane): number {
  return lane.waiting.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

export interface ShardPlan {
  readonly state: ShardState;
  readonly actions: readonly (Action & { readonly lane: number })[];
  readonly wakeAt: number | undefined;
}

/** Decides what every lane does now. */
export function planShard(state: ShardState, settings: Settings, moment: Moment): ShardPlan {
  const plans = state.lanes.map((lane) => planLane(lane, settings, moment));
  const times = plans.flatMap(({ wakeAt }) => (wakeAt === undefined ? [] : [wakeAt]));
  return {
    state: { ...state, lanes: plans.map(({ lane }) => lane) },
    actions: plans.flatMap(({ action }, lane) => (action === undefined ? [] : [{ ...action, lane }])),
    wakeAt: times.length === 0 ? undefined : Math.min(...times),
  };
}

/** Changes one lane, after its action. */
export function withLane(state: ShardState, index: number, change: (lane: Lane) => Lane): ShardState {
  return { ...state, lanes: state.lanes.map((lane, at) => (at === index ? change(lane) : lane)) };
}

/** @returns the last sequence number of which it and all before are resolved; undefined when there is none */
export function checkpointOf(state: ShardState): string | undefined {
  const oldest = state.lanes.flatMap((lane) => oldestUnresolved(lane) ?? []).reduce(older, undefined);
  return oldest === undefined ? state.lastRead : oldest.previous;
}

function older(best: TrackedRecord | undefined, candidate: TrackedRecord): TrackedRecord {
  if (best === undefined) return candidate;
  return BigInt(candidate.record.sequenceNumber) < BigInt(best.record.sequenceNumber) ? candidate : best;
}

/** Whether the shard's children may start: it has ended, and all of it is resolved. */
export function isDrained(state: ShardState): boolean {
  return state.hasEnded && state.lanes.every((lane) => oldestUnresolved(lane) === undefined);
}

/** Whether a batch waits to be tried again, so that what the stream still retains matters. */
export function hasRetries(state: ShardState): boolean {
  return state.lanes.some(isRetrying);
}
