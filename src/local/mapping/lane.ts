/**
 * A lane: the records of one shard that must stay in order among themselves. A shard has as many lanes as
 * its parallelization factor, and all records of a partition key are in one of them.
 *
 *   waiting ──batch──▶ segments ──invoke──▶ resolved
 *                        │  ▲
 *                        │  └── failed: again after a back-off, or halved
 *                        └── out of attempts or too old: discard ──send──▶ resolved
 *
 * Only the first segment is worked on, so a failing batch holds up its lane and nothing else. Everything
 * here is pure: a function of the lane, the settings and the moment.
 */
import { backoffMs } from "./backoff.ts";
import { decideBatch } from "./batch.ts";
import type { StreamRecord } from "./ports.ts";
import type { Settings } from "./settings.ts";
import type { TrackedRecord } from "./tracked-record.ts";
import type { Answer, Verdict } from "./verdict.ts";

export type Condition = "RetryAttemptsExhausted" | "RecordAgeExceeded";

export interface Discard {
  readonly condition: Condition;
  /** Of the last attempt; none when records got too old. */
  readonly answer: Answer | undefined;
}

/** A batch, or what is left of one. Never empty. */
export interface Segment {
  readonly records: readonly TrackedRecord[];
  /** Failed attempts that count against the retries. */
  readonly attempts: number;
  /** Times the function was run with these records. */
  readonly invocations: number;
  /** In a row, of whatever kind; grows the back-off. */
  readonly failures: number;
  /** Clock milliseconds before which nothing happens. */
  readonly notBefore: number;
  /** Set once the records are given up: they go to the failure destination instead of the function. */
  readonly discard: Discard | undefined;
}

export interface Lane {
  readonly waiting: readonly TrackedRecord[];
  readonly segments: readonly Segment[];
  /** Whether the first segment is with the function or the destination now. */
  readonly isBusy: boolean;
}

export interface Moment {
  readonly now: number;
  /** Whether the stream still has a record; assumed of records that are tried for the first time. */
  readonly isRetained: (record: StreamRecord) => boolean;
}

export interface Action {
  readonly kind: "invoke" | "send";
  readonly segment: Segment;
}

export interface LanePlan {
  readonly lane: Lane;
  /** What to do now; the lane is busy until `settleInvoke` or `settleSend`. */
  readonly action: Action | undefined;
  /** When to plan again if nothing else happens; undefined: when records arrive. */
  readonly wakeAt: number | undefined;
}

export const EMPTY_LANE: Lane = { waiting: [], segments: [], isBusy: false };

/** @returns the oldest record that is not resolved */
export function oldestUnresolved(lane: Lane): TrackedRecord | undefined {
  return lane.segments[0]?.records[0] ?? lane.waiting[0];
}

/** Whether the first segment waits to be tried again. */
export function isRetrying(lane: Lane): boolean {
  const first = lane.segments[0];
  return !lane.isBusy && first !== undefined && first.failures > 0 && first.discard === undefined;
}

/** Decides what a lane does next. */
export function planLane(lane: Lane, settings: Settings, moment: Moment): LanePlan {
  if (lane.isBusy) return { lane, action: undefined, wakeAt: undefined };
  if (lane.segments.length === 0) return formSegment(lane, settings, moment);
  const segments = setExpiredApart(lane.segments, settings, moment);
  const next = { ...lane, segments };
  const first = segments[0];
  if (first === undefined) return { lane: next, action: undefined, wakeAt: undefined };
  if (first.notBefore > moment.now) {
    return { lane: next, action: undefined, wakeAt: Math.min(first.notBefore, expiresAt(first, settings)) };
  }
  const kind = first.discard === undefined ? "invoke" : "send";
  return { lane: { ...next, isBusy: true }, action: { kind, segment: first }, wakeAt: undefined };
}

function formSegment(lane: Lane, settings: Settings, moment: Moment): LanePlan {
  const decision = decideBatch(lane.waiting, settings, moment.now);
  if (decision.kind === "none") return { lane, action: undefined, wakeAt: undefined };
  if (decision.kind === "wait") return { lane, action: undefined, wakeAt: decision.until };
  const formed: Lane = {
    ...lane,
    waiting: lane.waiting.slice(decision.count),
    segments: [freshSegment(lane.waiting.slice(0, decision.count))],
  };
  return planLane(formed, settings, moment);
}

function freshSegment(records: readonly TrackedRecord[]): Segment {
  return { records, attempts: 0, invocations: 0, failures: 0, notBefore: 0, discard: undefined };
}

/** Splits records that are too old off the first segment, to be discarded. */
function setExpiredApart(
  segments: readonly Segment[],
  settings: Settings,
  moment: Moment,
): readonly Segment[] {
  const [first, ...others] = segments;
  if (first === undefined || first.discard !== undefined) return segments;
  const firstKept = first.records.findIndex((tracked) => !isExpired(tracked, settings, moment));
  if (firstKept === 0) return segments;
  const expired: Segment = {
    ...first,
    records: firstKept === -1 ? first.records : first.records.slice(0, firstKept),
    failures: 0,
    notBefore: 0,
    discard: { condition: "RecordAgeExceeded", answer: undefined },
  };
  if (firstKept === -1) return [expired, ...others];
  return [expired, { ...first, records: first.records.slice(firstKept) }, ...others];
}

function isExpired({ record }: TrackedRecord, settings: Settings, moment: Moment): boolean {
  return moment.now - record.arrivedAt > settings.maxRecordAgeMs || !moment.isRetained(record);
}

/** When the oldest record of a segment becomes too old. */
function expiresAt(segment: Segment, settings: Settings): number {
  if (segment.discard !== undefined) return Number.POSITIVE_INFINITY;
  const arrivedAt = segment.records[0]?.record.arrivedAt ?? 0;
  return arrivedAt + settings.maxRecordAgeMs + 1;
}

/** Takes the outcome of an invocation into the lane. */
export function settleInvoke(lane: Lane, verdict: Verdict, settings: Settings, now: number): Lane {
  const [first, ...others] = lane.segments;
  if (first === undefined) return lane;
  return { ...lane, isBusy: false, segments: [...settleSegment(first, verdict, settings, now), ...others] };
}

function settleSegment(
  segment: Segment,
  verdict: Verdict,
  settings: Settings,
  now: number,
): readonly Segment[] {
  switch (verdict.kind) {
    case "success":
      return [];
    case "rejected":
      return [delayed(segment, now)];
    case "failed":
      return settleFailure(segment, verdict.answer, settings, now);
    case "partial":
      return settlePartial(segment, verdict, settings, now);
  }
}

/** A batch that failed whole is halved if the mapping says so; halving costs no attempt. */
function settleFailure(
  segment: Segment,
  answer: Answer,
  settings: Settings,
  now: number,
): readonly Segment[] {
  const ran = { ...segment, invocations: segment.invocations + 1 };
  if (!settings.bisectOnError || segment.records.length === 1) {
    return [countAttempt(ran, answer, settings, now)];
  }
  const middle = Math.ceil(segment.records.length / 2);
  return [
    delayed({ ...ran, failures: 0, records: segment.records.slice(0, middle) }, now),
    { ...ran, failures: 0, notBefore: 0, records: segment.records.slice(middle) },
  ];
}

/** With bisecting, the batch is split at the reported record, which costs no attempt either. */
function settlePartial(
  segment: Segment,
  { from, answer }: { readonly from: number; readonly answer: Answer },
  settings: Settings,
  now: number,
): readonly Segment[] {
  const rest = {
    ...segment,
    invocations: segment.invocations + 1,
    records: segment.records.slice(from),
  };
  if (settings.bisectOnError && from > 0) return [delayed({ ...rest, failures: 0 }, now)];
  return [countAttempt(rest, answer, settings, now)];
}

function countAttempt(segment: Segment, answer: Answer, settings: Settings, now: number): Segment {
  const attempts = segment.attempts + 1;
  if (attempts <= settings.maxRetryAttempts) return delayed({ ...segment, attempts }, now);
  return {
    ...segment,
    attempts,
    failures: 0,
    notBefore: 0,
    discard: { condition: "RetryAttemptsExhausted", answer },
  };
}

function delayed(segment: Segment, now: number): Segment {
  const failures = segment.failures + 1;
  return { ...segment, failures, notBefore: now + backoffMs(failures) };
}

/** Takes the outcome of a send into the lane: a discarded segment stays until its destination has it. */
export function settleSend(lane: Lane, isDelivered: boolean, now: number): Lane {
  const [first, ...others] = lane.segments;
  if (first === undefined) return lane;
  return { ...lane, isBusy: false, segments: isDelivered ? others : [delayed(first, now), ...others] };
}
