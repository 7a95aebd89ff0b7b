import type { DeletionBlock } from "../../core/controller-row.ts";
import type { ApproveRequest } from "../../core/operator-request.ts";
import { formatAge } from "./age.ts";
import { plural, resourceLabel } from "./resource-label.ts";

/** As much of a digest as is printed and typed; `approve` wants at least 8. */
export const shownDigestLength = 12;

/** Why deletes wait, and what lets them go. */
export function blockSummary(
  block: DeletionBlock,
  approval: ApproveRequest | undefined,
  nowMs: number,
): readonly string[] {
  return [cause(block, nowMs), `  list: xflowctl approve; ${remedy(block, approval, nowMs)}`];
}

/** Every delete that waits, and what lets them go. */
export function formatBlock(
  block: DeletionBlock,
  approval: ApproveRequest | undefined,
  nowMs: number,
): readonly string[] {
  return [
    cause(block, nowMs),
    ...block.keys.map((key) => `  ${resourceLabel(key)}`),
    `digest ${block.digest}`,
    remedy(block, approval, nowMs),
  ];
}

function cause({ reason, message, keys, since }: DeletionBlock, nowMs: number): string {
  const waiting = keys.length === 1 ? "1 delete waits" : `${keys.length} deletes wait`;
  return `${waiting} (${reason}, for ${formatAge(since, nowMs)}): ${message}`;
}

function remedy(
  { approvable, digest, keys }: DeletionBlock,
  approval: ApproveRequest | undefined,
  nowMs: number,
): string {
  if (!approvable) return "cannot be approved: mend the cause";
  if (approval !== undefined) {
    return `approved by ${approval.by} ${formatAge(approval.at, nowMs)} ago; the controller has not acted yet`;
  }
  const these = keys.length === 1 ? "this one" : `exactly these ${keys.length}`;
  return `let ${these} go: xflowctl approve ${digest.slice(0, shownDigestLength)}`;
}

/** `approved 3 deletes` */
export function formatApproved({ keys }: DeletionBlock): string {
  return `approved ${plural(keys.length, "delete")}, for one hour\n`;
}
