import type { Memo } from "../../core/kind.ts";
import type { Health } from "../../core/observation.ts";
import { isPassing } from "./state-reasons.ts";

/** The parts of a function's row that tell how far it is. Lambda's lists leave out state and status. */
export interface ReadinessRow {
  readonly RevisionId?: string | undefined;
  readonly State?: string | undefined;
  readonly StateReason?: string | undefined;
  readonly StateReasonCode?: string | undefined;
  readonly LastUpdateStatus?: string | undefined;
  readonly LastUpdateStatusReason?: string | undefined;
  readonly LastUpdateStatusReasonCode?: string | undefined;
  /** ISO 8601. */
  readonly LastModified?: string | undefined;
}

export interface ReadinessQuestion {
  readonly row: ReadinessRow;
  readonly memo: Memo | undefined;
  readonly nowMs: number;
  /** VPC, layers, code in S3, a KMS key: the asynchronous part can fail. */
  readonly canFailLater: boolean;
}

/** Nothing waits for a function to settle but the next change of it. */
export const pollMs = 2_000;
/** A revision that has not moved for so long is asked about directly. */
const patienceMs = 10_000;
/** A function changed by somebody so recently may still be on its way. */
const recentlyMs = 120_000;

/**
 * How far a function is, from its list row; `ask` when only GetFunction tells.
 *
 * | the row                                              | we wrote | it is       |
 * |------------------------------------------------------|----------|-------------|
 * | has a state                                          |          | as it says  |
 * | has the revision our write returned                  | yes      | progressing |
 * | the same, for longer than `patienceMs`               | yes      | ask         |
 * | has another: AWS moves it when the update is over    | yes      | ready       |
 * | was changed lately                                   | no       | ask         |
 * | was not                                              | no       | ready       |
 *
 * What can fail later is asked about instead of taken to be ready.
 */
export function readinessOf({ row, memo, nowMs, canFailLater }: ReadinessQuestion): Health | "ask" {
  if (row.State !== undefined) return healthOf(row);
  if (memo === undefined) {
    const isRecent = nowMs - Date.parse(row.LastModified ?? "") < recentlyMs;
    return canFailLater || isRecent ? "ask" : { kind: "ready" };
  }
  if (row.RevisionId !== memo["revisionId"]) return canFailLater ? "ask" : { kind: "ready" };
  const isStuck = nowMs - Number(memo["atMs"]) > patienceMs;
  return isStuck ? "ask" : { kind: "progressing", reason: "the function is being updated", afterMs: pollMs };
}

/** What a row with a state says. Idle functions are woken by their next event. */
export function healthOf(row: ReadinessRow): Health {
  const { State, LastUpdateStatus } = row;
  if (State === "Pending" || State === "Deleting") {
    return { kind: "progressing", reason: `the function is ${State}`, afterMs: pollMs };
  }
  if (State !== "Active" && State !== "Inactive") {
    return {
      kind: "failed",
      reason: `the function is ${State}: ${why(row.StateReasonCode, row.StateReason)}`,
    };
  }
  if (LastUpdateStatus === "InProgress") {
    return { kind: "progressing", reason: "the function is being updated", afterMs: pollMs };
  }
  if (LastUpdateStatus === "Failed") {
    const told = why(row.LastUpdateStatusReasonCode, row.LastUpdateStatusReason);
    return { kind: "failed", reason: `the last update failed, the one before goes on running: ${told}` };
  }
  return { kind: "ready" };
}

function why(code: string | undefined, text = "no reason given"): string {
  return code === undefined ? text : `${code}: ${text}`;
}

/** An update that failed is not repeated by Lambda. Repeated by us no sooner than this after it, in milliseconds. */
const repeatMs = 60_000;

/** Whether what failed may succeed when it is sent once more. */
export function mayBeRepeated(row: ReadinessRow): boolean {
  if (row.State === "Failed") return isPassing(row.StateReasonCode);
  return row.LastUpdateStatus === "Failed" && isPassing(row.LastUpdateStatusReasonCode);
}

/** The same, and it has rested. */
export function isWorthRepeating(row: ReadinessRow, nowMs: number): boolean {
  return mayBeRepeated(row) && !(nowMs - Date.parse(row.LastModified ?? "") < repeatMs);
}
