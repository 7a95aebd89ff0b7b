import type { ResourceKey } from "../../api/resource.ts";
import { compareText } from "../../core/canonical.ts";
import type { DeletionBlock, SourceStatus } from "../../core/controller-row.ts";
import { type ApproveRequest, approvalMs } from "../../core/operator-request.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { digestOf } from "./digest.ts";

/** Up to so many deletes at once, or this share of the rows if that is more, are let go without asking. */
const fewDeletes = 10;
const fewShare = 0.2;

export type BlockReason =
  | "SourceMissing"
  | "BrokenFile"
  | "ListUnknown"
  | "OtherSource"
  | "InventoryRebuilt"
  | "TooManyDeletes";

export interface GuardInput {
  /** What would be deleted, what is under way included. */
  readonly removals: readonly ResourceRow[];
  /** Rows that are not released. */
  readonly liveRows: number;
  /** Replaces the rule of 10 or 20 %. */
  readonly maxDeletes?: number;
  readonly source: Pick<SourceStatus, "state" | "identity" | "reason">;
  /** The identity whose deletes are believed, in the form of `source.identity`; absent: any. */
  readonly trustedSource?: string;
  /** Why it is not known what there is: a list failed or was cut short. */
  readonly listUnknown?: string;
  /** The inventory was made anew from tags, and no scan has ended since. */
  readonly rebuilt: boolean;
  readonly approvals: readonly ApproveRequest[];
  /** The clock's milliseconds. */
  readonly nowMs: number;
  /** What was blocked until now: a block that stays keeps its age. */
  readonly previousBlock?: DeletionBlock;
}

export type GuardVerdict =
  | {
      readonly kind: "allowed";
      /** What an operator overruled; after `OtherSource` the source is one to be trusted. */
      readonly approved?: BlockReason;
    }
  /** Removals that are not in the block's keys may go. */
  | { readonly kind: "blocked"; readonly block: DeletionBlock };

/**
 * Whether deletes may go. The first that holds blocks:
 *
 * | reason           | stops deletes under way | approvable |
 * |------------------|-------------------------|------------|
 * | SourceMissing    | yes                     | no         |
 * | BrokenFile       | yes                     | no         |
 * | ListUnknown      | yes                     | no         |
 * | OtherSource      | yes                     | yes        |
 * | InventoryRebuilt | no                      | yes        |
 * | TooManyDeletes   | no, nor do they count   | yes        |
 *
 * An approval is of one list: the blocked keys, or all that would be deleted. It lets that list go whatever the
 * approvable reason is, for an hour. Once let go, all of it is marked as under way before the first call, so that
 * the rest of a list goes although it is not the approved list any more.
 */
export function guardDeletes(input: GuardInput): GuardVerdict {
  const { removals } = input;
  if (removals.length === 0) return { kind: "allowed" };
  const doubt = doubtOf(input);
  if (doubt !== undefined) return blocked(input, doubt, removals);

  const fresh = removals.filter(({ state }) => state !== "deleting");
  const question = questionOf(input, fresh);
  if (question === undefined) return { kind: "allowed" };
  const stopped = question.reason === "OtherSource" ? removals : fresh;
  const isApproved = [stopped, removals].some((rows) => hasApproval(input, digestOf(keysOf(rows))));
  return isApproved ? { kind: "allowed", approved: question.reason } : blocked(input, question, stopped);
}

interface Finding {
  readonly reason: BlockReason;
  readonly message: string;
}

/** What no approval overrules. */
function doubtOf({ source, listUnknown }: GuardInput): Finding | undefined {
  const because = source.reason === undefined ? "" : `: ${source.reason}`;
  if (source.state === "missing") {
    return { reason: "SourceMissing", message: `the source is missing${because}` };
  }
  if (source.state === "broken") {
    return { reason: "BrokenFile", message: `a file has errors, what it declares is not known${because}` };
  }
  if (listUnknown !== undefined) {
    return { reason: "ListUnknown", message: `it is not known what AWS holds: ${listUnknown}` };
  }
  return undefined;
}

/** What a person may answer. */
function questionOf(input: GuardInput, fresh: readonly ResourceRow[]): Finding | undefined {
  const { source, trustedSource, liveRows, maxDeletes } = input;
  if (trustedSource !== undefined && trustedSource !== source.identity) {
    const message = `${source.identity} is not the source by which these were made`;
    return { reason: "OtherSource", message };
  }
  if (input.rebuilt && fresh.length > 0) {
    const message = "the inventory was made anew from tags, and no scan has ended since";
    return { reason: "InventoryRebuilt", message };
  }
  const limit = maxDeletes ?? Math.max(fewDeletes, fewShare * liveRows);
  if (fresh.length > limit) {
    const message = `${fresh.length} of ${liveRows} resources would be deleted; more than ${Math.floor(limit)} at once have to be approved`;
    return { reason: "TooManyDeletes", message };
  }
  return undefined;
}

function hasApproval({ approvals, nowMs }: GuardInput, digest: string): boolean {
  return approvals.some((approval) => {
    const isRecent = Math.abs(nowMs - Date.parse(approval.at)) <= approvalMs;
    return approval.digest === digest && isRecent;
  });
}

function blocked(
  input: GuardInput,
  { reason, message }: Finding,
  rows: readonly ResourceRow[],
): GuardVerdict {
  const keys = keysOf(rows);
  const digest = digestOf(keys);
  const { previousBlock: before } = input;
  const isSame = before !== undefined && before.digest === digest && before.reason === reason;
  const since = isSame ? before.since : new Date(input.nowMs).toISOString();
  const approvable = ["OtherSource", "InventoryRebuilt", "TooManyDeletes"].includes(reason);
  return { kind: "blocked", block: { reason, message, keys, digest, since, approvable } };
}

function keysOf(rows: readonly ResourceRow[]): readonly ResourceKey[] {
  return rows.map(({ key }) => key).toSorted(compareText);
}
